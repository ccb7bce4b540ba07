"""Addresses of the hotline for everybody: no sign-in, nothing of a reporter in any address."""

from django.urls import path

from ancheng.supervision.hotline import public_views as views

app_name = "report"
urlpatterns = [
    path("", views.report, name="new"),
    path("status/", views.status, name="status"),
    path("status/rate/", views.rate, name="rate"),
]
