"""Addresses of files."""

from django.urls import path

from ancheng.kernel.files import views

app_name = "files"
urlpatterns = [path("<int:pk>/", views.download, name="download")]
