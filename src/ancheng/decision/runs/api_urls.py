"""Addresses of the processes endpoint."""

from django.urls import path

from ancheng.decision.runs import api

app_name = "processes"
urlpatterns = [
    path("", api.landing, name="landing"),
    path("api", api.api, name="api"),
    path("conformance", api.conformance, name="conformance"),
    path("processes", api.processes, name="list"),
    path("processes/<str:name>", api.process, name="process"),
    path("processes/<str:name>/execution", api.execution, name="execution"),
    path("jobs", api.jobs, name="jobs"),
    path("jobs/<str:job>", api.job, name="job"),
    path("jobs/<str:job>/results", api.results, name="results"),
]
