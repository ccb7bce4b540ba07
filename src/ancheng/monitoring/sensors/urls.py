"""Addresses of sensors."""

from django.urls import path

from ancheng.monitoring.sensors import source_views, views

app_name = "sensors"
urlpatterns = [
    path("", views.sensors, name="list"),
    path("new/", views.new, name="new"),
    path("export.<str:form>", views.export_table, name="export"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("sources/", source_views.sources, name="sources"),
    path("sources/<int:pk>/", source_views.source, name="source"),
    path("sources/<int:pk>/<str:verb>/", source_views.act, name="act_on_source"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/curve/", views.curve, name="curve"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
