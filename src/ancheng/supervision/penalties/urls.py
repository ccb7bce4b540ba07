"""Addresses of penalties."""

from django.urls import path, re_path

from ancheng.supervision.penalties import case_views, transfer_views, views

app_name = "penalties"
urlpatterns = [
    path("", views.cases, name="list"),
    path("new/", views.new, name="new"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export_table, name="export"),
    path("statistics/", views.figures, name="statistics"),
    re_path(r"^statistics/export\.(?P<form>xlsx|csv)$", views.export_figures, name="export_statistics"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("transfers/", transfer_views.transfers, name="transfers"),
    path("transfers/<int:pk>/", transfer_views.transfer, name="transfer"),
    path("transfers/<int:pk>/<str:verb>/", transfer_views.act, name="act_transfer"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/file/", case_views.file, name="file"),
    path("<int:pk>/file.zip", case_views.download, name="download"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
