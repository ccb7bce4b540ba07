"""Addresses of grids."""

from django.urls import path

from ancheng.supervision.grid import keeping_views, views

app_name = "grid"
urlpatterns = [
    path("", views.today, name="today"),
    path("here/<str:code>/", views.here, name="here"),
    path("events/", views.events, name="events"),
    path("events/new/", views.new_event, name="new_event"),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/<str:verb>/", views.act, name="act"),
    path("points/", keeping_views.points, name="points"),
    path("points/plates/", keeping_views.plates, name="plates"),
    path("points/<int:pk>/", keeping_views.point, name="point"),
    path("points/<int:pk>/code.svg", keeping_views.code, name="code"),
    path("points/<int:pk>/replace/", keeping_views.replace_code, name="replace_code"),
    path("plans/", keeping_views.plans, name="plans"),
    path("plans/<int:pk>/", keeping_views.plan, name="plan"),
    path("people/", keeping_views.people, name="people"),
    path("people/<int:pk>/release/", keeping_views.release, name="release"),
    path("coverage/", keeping_views.blind_spots, name="coverage"),
]
