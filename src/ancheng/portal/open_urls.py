"""Addresses of what everybody may read."""

from django.urls import path

from ancheng.portal import open_views as views

app_name = "open"
urlpatterns = [
    path("", views.index, name="index"),
    path("credit/", views.credit, name="credit"),
    path("risks/", views.risks, name="risks"),
    path("risks/picture.png", views.risks_picture, name="risks_picture"),
    path("accidents/", views.accidents, name="accidents"),
]
