"""Addresses of platforms."""

from django.urls import path

from ancheng.monitoring.platforms import views

app_name = "platforms"
urlpatterns = [
    path("", views.platforms, name="index"),
    path("<slug:name>/", views.platform, name="page"),
    path("<slug:name>/heard/", views.heard, name="heard"),
]
