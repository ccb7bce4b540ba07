"""Addresses of documents."""

from django.urls import path

from ancheng.kernel.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.documents, name="list"),
    path("templates/", views.templates, name="templates"),
    path("templates/<str:kind>/", views.template_file, name="template_file"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/void/", views.void, name="void"),
    path("<int:pk>/<str:form>/", views.download, name="download"),
]
