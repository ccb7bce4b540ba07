"""Addresses of the imports."""

from django.urls import path

from ancheng.kernel.exchange import views

app_name = "imports"
urlpatterns = [
    path("", views.batches, name="list"),
    path("new/<slug:name>/", views.upload, name="choose"),
    path("new/<slug:name>/<slug:variant>/", views.upload, name="upload"),
    path("template/<slug:name>/<slug:variant>.xlsx", views.template, name="template"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/annotated.xlsx", views.annotated, name="annotated"),
]
