"""Addresses of the imports."""

from django.urls import path

from ancheng.kernel.exchange import boundary_views, views

app_name = "imports"
urlpatterns = [
    path("", views.batches, name="list"),
    path("new/<slug:name>/", views.upload, name="choose"),
    path("new/<slug:name>/<slug:variant>/", views.upload, name="upload"),
    path("template/<slug:name>/<slug:variant>.xlsx", views.template, name="template"),
    path("boundaries/", boundary_views.boundaries, name="boundaries"),
    path("boundaries/<int:pk>/", boundary_views.boundary, name="boundary"),
    path("boundaries/<int:pk>/act/", boundary_views.boundary_act, name="boundary_act"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/annotated.xlsx", views.annotated, name="annotated"),
]
