"""Addresses of contingency plans."""

from django.urls import path

from ancheng.command.contingency import views

app_name = "contingency"
urlpatterns = [
    path("", views.plans, name="list"),
    path("new/", views.new, name="new"),
    path("export.<str:form>", views.export_plans, name="export"),
    path("of-hazard/<int:pk>/", views.of_hazard, name="of_hazard"),
    path("of-hazard/<int:pk>/tie/", views.tie, name="tie"),
    path("joining/", views.joining, name="joining"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
