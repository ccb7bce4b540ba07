"""Addresses of accidents."""

from django.urls import path

from ancheng.supervision.accidents import views

app_name = "accidents"
urlpatterns = [
    path("", views.accidents, name="list"),
    path("new/", views.new, name="new"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
