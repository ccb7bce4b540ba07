"""Addresses of what everybody may read."""

from django.urls import path

from ancheng.portal import open_enforcement
from ancheng.portal import open_views as views

app_name = "open"
urlpatterns = [
    path("", views.index, name="index"),
    path("credit/", views.credit, name="credit"),
    path("risks/", views.risks, name="risks"),
    path("risks/picture.png", views.risks_picture, name="risks_picture"),
    path("accidents/", views.accidents, name="accidents"),
    path("draws/", open_enforcement.draws, name="draws"),
    path("draws/<str:number>/", open_enforcement.draw, name="draw"),
    path("draws/<str:number>/proof.json", open_enforcement.proof, name="proof"),
    path("inspections/", open_enforcement.inspections, name="inspections"),
    path("penalties/", views.penalties, name="penalties"),
    path("penalties/<int:pk>/", views.penalty, name="penalty"),
]
