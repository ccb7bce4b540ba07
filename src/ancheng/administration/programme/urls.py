"""Addresses of the programme."""

from django.urls import path

from ancheng.administration.programme import ledger_views, views

app_name = "programme"
urlpatterns = [
    path("", views.programmes, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", ledger_views.detail, name="detail"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/link/", views.link, name="link"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/phases/", views.phases, name="phases"),
    path("<int:pk>/ranking/", ledger_views.ranking, name="ranking"),
    path("<int:pk>/bulletin/", ledger_views.bulletin, name="bulletin"),
    path("<int:pk>/ledger.xlsx", ledger_views.export, name="export"),
    path("groups/<int:pk>/", ledger_views.group, name="group"),
    path("groups/<int:pk>/edit/", views.group_edit, name="group_edit"),
]
