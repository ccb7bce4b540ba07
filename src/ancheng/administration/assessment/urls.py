"""Addresses of assessment."""

from django.urls import path

from ancheng.administration.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.index, name="index"),
    path("open/", views.open_round, name="open"),
    path("rubrics/", views.rubrics, name="rubrics"),
    path("rubrics/<slug:key>.xlsx", views.rubric_table, name="rubric_table"),
    path("package.zip", views.download, name="package"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
