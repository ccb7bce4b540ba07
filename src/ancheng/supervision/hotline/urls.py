"""Addresses of the hotline for those who handle reports."""

from django.urls import path, re_path

from ancheng.supervision.hotline import views

app_name = "hotline"
urlpatterns = [
    path("", views.reports, name="list"),
    path("new/", views.new, name="new"),
    path("alike/", views.alike, name="alike"),
    path("rewards/", views.rewards, name="rewards"),
    path("rewards/<int:pk>/<str:verb>/", views.act_on_reward, name="act_on_reward"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export_table, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/seal/", views.open_seal, name="open_seal"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
