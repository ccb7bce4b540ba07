"""Addresses of major hazards."""

from django.urls import path

from ancheng.supervision.hazards import case_views, views

app_name = "hazards"
urlpatterns = [
    path("", views.hazards, name="list"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("export.<str:form>", views.export_table, name="export"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/change/", case_views.change, name="change"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
