"""Addresses of rules."""

from django.urls import path

from ancheng.monitoring.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="list"),
    path("new/", views.edit, name="new"),
    path("words/", views.words, name="words"),
    path("condition/", views.condition, name="condition"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
