"""Addresses of the portal."""

from django.urls import path

from ancheng.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("boundaries.geojson", views.boundaries, name="boundaries"),
    path("healthz", views.healthz, name="healthz"),
]
