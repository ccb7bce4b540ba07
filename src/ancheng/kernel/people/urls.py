"""Addresses of people."""

from django.urls import path

from ancheng.kernel.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("add/", views.add, name="add"),
    path("seat/", views.take_seat, name="take_seat"),
    path("no-seat/", views.no_seat, name="no_seat"),
    path("me/", views.profile, name="profile"),
    path("<int:pk>/", views.detail, name="detail"),
]
