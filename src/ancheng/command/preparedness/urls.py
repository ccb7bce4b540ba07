"""Addresses of preparedness."""

from django.urls import path

from ancheng.command.preparedness import views

app_name = "preparedness"
urlpatterns = [
    path("", views.assessments, name="list"),
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
