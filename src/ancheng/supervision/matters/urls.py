"""Addresses of matters."""

from django.urls import path

from ancheng.supervision.matters import case_views, views

app_name = "matters"
urlpatterns = [
    path("", views.index, name="index"),
    path("enterprise/<int:pk>/", views.of_enterprise, name="of_enterprise"),
    path("asset/<int:pk>/", views.of_asset, name="of_asset"),
    path("<int:pk>/", case_views.detail, name="detail"),
    path("<int:pk>/peek/", case_views.peek, name="peek"),
    path("<int:pk>/<str:verb>/", case_views.act, name="act"),
    path("<str:kind>/", views.matters, name="list"),
    path("<str:kind>/new/", views.new, name="new"),
    path("<str:kind>/wanted/", views.open_wanted, name="open_wanted"),
    path("<str:kind>/export.<str:form>", views.export_table, name="export"),
]
