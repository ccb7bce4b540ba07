"""Addresses of the register."""

from django.urls import path, re_path

from ancheng.supervision.assets import views

app_name = "assets"
urlpatterns = [
    path("", views.assets, name="list"),
    path("bulk/", views.bulk, name="bulk"),
    path("views/", views.keep_view, name="keep_view"),
    re_path(r"^export\.(?P<form>xlsx|csv|geojson)$", views.export_table, name="export"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("add/<str:name>/", views.add, name="add"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/peek/", views.peek, name="peek"),
]
