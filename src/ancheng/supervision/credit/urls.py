"""Addresses of credit."""

from django.urls import path

from ancheng.supervision.credit import views

app_name = "credit"
urlpatterns = [
    path("", views.listings, name="list"),
    path("new/", views.new, name="new"),
    path("ratings/", views.ratings, name="ratings"),
    path("export.xlsx", views.export_table, name="export"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("enterprise/<int:pk>/note/", views.note, name="note"),
    path("enterprise/<int:pk>/gather/", views.gather, name="gather"),
    path("records/<int:pk>/repair/", views.repair, name="repair"),
    path("pushes/<int:pk>/answer/", views.answer_push, name="answer_push"),
    path("objections/<int:pk>/answer/", views.answer_objection, name="answer_objection"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
