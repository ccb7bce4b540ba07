"""Addresses of registers."""

from django.urls import path

from ancheng.administration.registers import views

app_name = "registers"
urlpatterns = [
    path("", views.index, name="index"),
    path("overdue/", views.overdue, name="overdue"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<slug:name>/", views.rows, name="list"),
    path("<slug:name>/new/", views.new, name="new"),
    path("<slug:name>/export.<str:form>", views.export_table, name="export"),
]
