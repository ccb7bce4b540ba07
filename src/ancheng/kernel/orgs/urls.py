"""Addresses of units."""

from django.urls import path

from ancheng.kernel.orgs import views

app_name = "orgs"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/level/", views.level, name="level"),
]
