"""Addresses of the portal."""

from django.urls import path

from ancheng.portal import enterprise, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("boundaries.geojson", views.boundaries, name="boundaries"),
    path("open/areas.geojson", views.public_boundaries, name="public_boundaries"),
    path("enterprises/", enterprise.enterprises, name="enterprises"),
    path("enterprises/<int:pk>/", enterprise.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/assets/", enterprise.assets, name="enterprise_assets"),
    path("enterprises/<int:pk>/dangers/", enterprise.dangers, name="enterprise_dangers"),
    path("healthz", views.healthz, name="healthz"),
]
