"""Addresses of what everybody may read."""

from django.urls import path

from ancheng.portal import open_views as views

app_name = "open"
urlpatterns = [
    path("", views.index, name="index"),
    path("credit/", views.credit, name="credit"),
    path("accidents/", views.accidents, name="accidents"),
    path("penalties/", views.penalties, name="penalties"),
    path("penalties/<int:pk>/", views.penalty, name="penalty"),
]
