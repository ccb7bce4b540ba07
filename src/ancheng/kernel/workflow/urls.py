"""Addresses of clocks and calendar."""

from django.urls import path

from ancheng.kernel.workflow import views

app_name = "workflow"
urlpatterns = [
    path("", views.holidays, name="holidays"),
    path("clocks/", views.clocks, name="clocks"),
]
