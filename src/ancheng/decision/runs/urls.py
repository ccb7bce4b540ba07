"""Addresses of runs."""

from django.urls import path

from ancheng.decision.runs import token_views, views

app_name = "runs"
urlpatterns = [
    path("", views.runs, name="list"),
    path("export.<str:form>", views.export_runs, name="export"),
    path("models/", views.models, name="models"),
    path("models/<str:name>/", views.new, name="new"),
    path("incident/<int:incident_id>/", views.for_incident, name="for_incident"),
    path("incident/<int:incident_id>/layers.geojson", views.incident_layers, name="incident_layers"),
    path("tokens/", token_views.keep, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="revoke_token"),
    path("inside/", views.inside, name="inside"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/repeat/", views.repeat, name="repeat"),
    path("<int:pk>/onward/<str:name>/", views.go_on, name="onward"),
    path("<int:pk>/keep/", views.keep, name="keep"),
    path("<int:pk>/tie/", views.tie, name="tie"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/report.pdf", views.pdf, name="pdf"),
    path("<int:pk>/result.<str:form>", views.result, name="result"),
]
