"""Addresses of what everybody may read about warnings."""

from django.urls import path

from ancheng.monitoring.warnings import public_views as views

app_name = "open_warnings"
urlpatterns = [
    path("", views.in_force, name="in_force"),
    path("feed.atom", views.feed, name="feed"),
    path("<str:identifier>.cap", views.document, name="document"),
]
