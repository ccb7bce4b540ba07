"""Addresses of tasks."""

from django.urls import path

from ancheng.kernel.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.tasks, name="list"),
    path("mine/", views.mine, name="mine"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
