"""Addresses of dangers."""

from django.urls import path, re_path

from ancheng.supervision.dangers import (
    case_views,
    checklist_views,
    listing_views,
    statistics_views,
    views,
)

app_name = "dangers"
urlpatterns = [
    path("", views.dangers, name="list"),
    path("new/", views.new, name="new"),
    path("account/", views.account, name="account"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export_table, name="export"),
    path("checklists/", checklist_views.checklists, name="checklists"),
    path("checklists/standard/", checklist_views.load_standard, name="load_standard"),
    path("checklists/publish/", checklist_views.publish_version, name="publish_checklist"),
    path("checklists/<int:pk>/", checklist_views.checklist, name="checklist"),
    path("self-check/", checklist_views.self_checks, name="self_checks"),
    path("self-check/<int:pk>/", checklist_views.self_check, name="self_check"),
    path("listings/", listing_views.listings, name="listings"),
    path("listings/public/", listing_views.public, name="public_listings"),
    path("listings/<int:pk>/", listing_views.listing, name="listing"),
    path("listings/<int:pk>/<str:verb>/", listing_views.act, name="act_listing"),
    path("statistics/", statistics_views.figures, name="statistics"),
    path("statistics/file/", statistics_views.file_figures, name="file_statistics"),
    re_path(
        r"^statistics/export\.(?P<form>xlsx|csv)$", statistics_views.export_figures, name="export_statistics"
    ),
    path("penalties/", statistics_views.offenders, name="offenders"),
    path("penalties/add/", statistics_views.add_penalty, name="add_penalty"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
