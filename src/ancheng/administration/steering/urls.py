"""Addresses of steering."""

from django.urls import path

from ancheng.administration.steering import views

app_name = "steering"
urlpatterns = [
    path("", views.post, name="post"),
    path("screen/", views.screen, name="screen"),
    path("repeats/", views.repeats, name="repeats"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/draft/", views.draft, name="draft"),
    path("bulletins/<int:pk>/", views.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/issue/", views.issue, name="issue"),
    path("reports/", views.subscriptions, name="subscriptions"),
    path("reports/<int:pk>/end/", views.unsubscribe, name="unsubscribe"),
]
