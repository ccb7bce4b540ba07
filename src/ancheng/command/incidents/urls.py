"""Addresses of incidents."""

from django.urls import path

from ancheng.command.incidents import room_views, views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("new/", views.intake, name="intake"),
    path("of/<str:source>/<int:key>/", views.of_source, name="of"),
    path("<int:pk>/", room_views.room, name="room"),
    path("<int:pk>/body/", room_views.body, name="body"),
    path("<int:pk>/log/", room_views.write, name="write"),
    path("<int:pk>/pin/<int:seq>/", room_views.pin, name="pin"),
    path("<int:pk>/merge/", room_views.merge, name="merge"),
    path("<int:pk>/report/<int:report>/paper/", room_views.report_paper, name="report_paper"),
    path("<int:pk>/order/<int:order>/paper/", room_views.order_paper, name="order_paper"),
    path("<int:pk>/<str:verb>/", room_views.act, name="act"),
]
