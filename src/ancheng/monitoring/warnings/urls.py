"""Addresses of warnings."""

from django.urls import path, re_path

from ancheng.monitoring.warnings import alarm_views, board_views, case_views, keeping_views, live_views

app_name = "warnings"
urlpatterns = [
    path("", board_views.board, name="board"),
    path("cards/", board_views.cards, name="cards"),
    path("screen/", board_views.screen, name="screen"),
    path("screen/body/", board_views.screen_body, name="screen_body"),
    path("live/", live_views.live, name="live"),
    path("all/", board_views.warnings, name="list"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", board_views.export_table, name="export"),
    path("new/", case_views.new, name="new"),
    path("alarms/", alarm_views.alarms, name="alarms"),
    re_path(r"^alarms/export\.(?P<form>xlsx|csv)$", alarm_views.export_alarms, name="export_alarms"),
    path("alarms/acknowledge/", alarm_views.acknowledge_many, name="acknowledge_many"),
    path("alarms/<int:pk>/", alarm_views.alarm, name="alarm"),
    path("alarms/<int:pk>/<str:verb>/", alarm_views.act, name="act_alarm"),
    path("windows/", keeping_views.windows, name="windows"),
    path("windows/<int:pk>/close/", keeping_views.close_window, name="close_window"),
    path("quality/", keeping_views.quality, name="quality"),
    path("quality/missed/", keeping_views.miss, name="miss"),
    re_path(r"^quality/export\.(?P<form>xlsx|csv)$", keeping_views.export_quality, name="export_quality"),
    path("inbox/", keeping_views.inbox, name="inbox"),
    path("inbox/<int:pk>/relay/", keeping_views.relay, name="relay"),
    path("channels/", keeping_views.ways_out, name="channels"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
]
