"""Addresses of risks."""

from django.urls import path, re_path

from ancheng.supervision.risks import case_views, map_views, report_views, views

app_name = "risks"
urlpatterns = [
    path("", views.risks, name="list"),
    path("new/", views.new, name="new"),
    path("bulk/", views.bulk, name="bulk"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export_table, name="export"),
    path("checklists/", views.checklists, name="checklists"),
    path("checklists/publish/", views.publish_checklist, name="publish_checklist"),
    path("checklists/<int:pk>/", views.checklist, name="checklist"),
    path("map/", map_views.four_colours, name="map"),
    path("map/revision/", map_views.current_revision, name="revision"),
    path("map/refresh/", map_views.refresh_now, name="refresh"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", map_views.tile, name="tile"),
    path("coverage/", map_views.covered, name="coverage"),
    path("editions/", map_views.editions, name="editions"),
    path("editions/draft/", map_views.draft, name="draft_edition"),
    path("editions/<int:pk>/", map_views.edition, name="edition"),
    path("editions/<int:pk>/picture.png", map_views.edition_picture, name="edition_picture"),
    path("editions/<int:pk>/print.pdf", map_views.edition_print, name="edition_print"),
    path("editions/<int:pk>/<str:verb>/", map_views.act_edition, name="act_edition"),
    path("reports/", report_views.reports, name="reports"),
    path("reports/draw/", report_views.draw, name="draw_report"),
    path("of/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
