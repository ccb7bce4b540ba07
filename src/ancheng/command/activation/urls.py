"""Addresses of activations."""

from django.urls import path

from ancheng.command.activation import views

app_name = "activation"
urlpatterns = [
    path("", views.activations, name="list"),
    path("plan/<int:pk>/", views.of_plan, name="of_plan"),
    path("plan/<int:pk>/new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/end/", views.end, name="end"),
]
