"""Addresses of the chain."""

from django.urls import path

from ancheng.kernel.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="list"),
    path("check/", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
]
