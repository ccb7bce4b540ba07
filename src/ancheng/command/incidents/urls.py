"""Addresses of incidents."""

from django.urls import path

from ancheng.command.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("new/", views.intake, name="intake"),
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/body/", views.body, name="body"),
    path("<int:pk>/log/", views.write, name="write"),
    path("<int:pk>/fill/", views.fill_need, name="fill"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
