"""Addresses of the inbox."""

from django.urls import path

from ancheng.kernel.notices import views

app_name = "inbox"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("bell/", views.bell, name="bell"),
    path("read-all/", views.read_all, name="read_all"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("contact-points/", views.contact_points, name="contact_points"),
    path("deliveries/", views.deliveries, name="deliveries"),
]
