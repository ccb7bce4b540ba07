"""Addresses of information."""

from django.urls import path

from ancheng.command.information import views

app_name = "information"
urlpatterns = [
    path("", views.notices, name="list"),
    path("new/<str:kind_name>/", views.new, name="new"),
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<int:pk>/answer/", views.answer, name="answer"),
    path("city.<str:form>", views.city, name="city"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
