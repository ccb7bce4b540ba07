"""Addresses of indicators."""

from django.urls import path

from ancheng.administration.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.scorecard, name="scorecard"),
    path("screen/", views.screen, name="screen"),
    path("screen/units/", views.heat, name="heat"),
    path("print.pdf", views.print_scorecard, name="print"),
    path("export.<str:form>", views.export_scorecard, name="export"),
    path("definitions/", views.definitions, name="definitions"),
    path("difference/", views.difference, name="difference"),
    path("recompute/", views.recompute, name="recompute"),
    path("lock/", views.lock, name="lock"),
    path("<slug:number>/", views.detail, name="detail"),
    path("<slug:number>/correct/", views.correct, name="correct"),
    path("<slug:number>/reading/", views.choose, name="choose"),
]
