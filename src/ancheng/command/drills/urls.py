"""Addresses of drills."""

from django.urls import path

from ancheng.command.drills import exercise_views, views

app_name = "drills"
urlpatterns = [
    path("", views.drills, name="list"),
    path("new/", views.new, name="new"),
    path("export.<str:form>", views.export_drills, name="export"),
    path("duty/", views.duty, name="duty"),
    path("plan/<int:pk>/", views.of_plan, name="of_plan"),
    path("exercises/", exercise_views.exercises, name="exercises"),
    path("exercises/leave/", exercise_views.leave, name="leave"),
    path("exercises/<int:pk>/", exercise_views.exercise, name="exercise"),
    path("exercises/<int:pk>/<str:verb>/", exercise_views.act, name="exercise_act"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
