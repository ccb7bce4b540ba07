"""Addresses of shelters."""

from django.urls import path

from ancheng.command.shelters import room_views, views

app_name = "shelters"
urlpatterns = [
    path("", views.shelters, name="list"),
    path("export.<str:form>", views.export_shelters, name="export"),
    path("register/", views.read_register, name="register"),
    path("service/", views.service, name="service"),
    path("service/export.<str:form>", views.export_service, name="export_service"),
    path("service/population/", views.population, name="population"),
    path("incident/<int:pk>/near/", room_views.near, name="near"),
    path("incident/<int:pk>/open/", room_views.open_for, name="open_for"),
    path("openings/", views.openings, name="openings"),
    path("openings/<int:pk>/", views.opening, name="opening"),
    path("openings/<int:pk>/<str:verb>/", views.act, name="act"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.describe, name="edit"),
    path("<int:pk>/entrance/", views.entrance, name="entrance"),
    path("<int:pk>/prepare/", views.prepare, name="prepare"),
]
