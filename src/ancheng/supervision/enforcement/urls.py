"""Addresses of enforcement."""

from django.urls import path, re_path

from ancheng.kernel import pages
from ancheng.supervision.enforcement import (
    case_views,
    draw_views,
    library_views,
    phone_views,
    statistics_views,
    views,
)

app_name = "enforcement"
urlpatterns = [
    path("", views.inspections, name="list"),
    path("new/", views.new, name="new"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export_table, name="export"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("draws/", draw_views.draws, name="draws"),
    path("draws/new/", draw_views.new, name="new_draw"),
    path("draws/<int:pk>/", draw_views.draw, name="draw"),
    path("draws/<int:pk>/proof.json", draw_views.proof, name="proof"),
    path("draws/<int:pk>/<str:verb>/", draw_views.act, name="act_draw"),
    path("items/", library_views.items, name="items"),
    path("items/<int:pk>/end/", library_views.end_item, name="end_item"),
    path("inspectors/", library_views.inspectors, name="inspectors"),
    path("inspectors/<int:pk>/<str:verb>/", library_views.act_inspector, name="act_inspector"),
    path("plans/", library_views.plans, name="plans"),
    path("plans/<int:pk>/", library_views.plan, name="plan"),
    path("plans/<int:pk>/<str:verb>/", library_views.act_plan, name="act_plan"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    re_path(
        r"^statistics/export\.(?P<form>xlsx|csv)$",
        statistics_views.export_statistics,
        name="export_statistics",
    ),
    path("day/", statistics_views.day, name="day"),
    path("listed/", statistics_views.listed, name="listed"),
    path("phone/", phone_views.phone, name="phone"),
    path("phone/pack.json", phone_views.pack, name="pack"),
    path("phone/sync/", phone_views.sync, name="sync"),
    path("phone/sw.js", pages.service_worker, name="worker"),
    path("phone/manifest.webmanifest", phone_views.manifest, name="manifest"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
