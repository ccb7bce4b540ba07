"""Addresses of duty."""

from django.urls import path

from ancheng.command.duty import call_views, views

app_name = "duty"
urlpatterns = [
    path("", views.board, name="board"),
    path("desks/new/", views.edit_desk, name="new_desk"),
    path("desks/<int:pk>/", views.desk, name="desk"),
    path("desks/<int:pk>/edit/", views.edit_desk, name="edit_desk"),
    path("desks/<int:pk>/plan/", views.plan, name="plan"),
    path("desks/<int:pk>/shift/", views.add_shift, name="add_shift"),
    path("shifts/<int:pk>/", views.shift, name="shift"),
    path("shifts/<int:pk>/<str:verb>/", views.act_shift, name="act_shift"),
    path("book/", views.book, name="book"),
    path("book/export.<str:form>", views.export_book, name="export_book"),
    path("book/write/", views.write, name="write"),
    path("book/<int:pk>/<str:verb>/", views.act_entry, name="act_entry"),
    path("calls/", call_views.call_lists, name="calls"),
    path("calls/new/", call_views.edit_list, name="new_list"),
    path("calls/<int:pk>/", call_views.call_list, name="call_list"),
    path("calls/<int:pk>/<str:verb>/", call_views.act_list, name="act_list"),
    path("call/<int:pk>/", call_views.call_down, name="call_down"),
    path("call/<int:pk>/answer/", call_views.answer, name="answer"),
]
