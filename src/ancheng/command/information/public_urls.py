"""Addresses of what everybody may read about incidents."""

from django.urls import path

from ancheng.command.information import views

app_name = "open_information"
urlpatterns = [
    path("", views.public, name="list"),
    path("<int:pk>/", views.public_one, name="one"),
]
