"""Addresses of teams and supplies."""

from django.urls import path

from ancheng.command.resources import order_views, team_views, views

app_name = "resources"
urlpatterns = [
    path("", views.stock, name="stock"),
    path("export.<str:form>", views.export_stock, name="export_stock"),
    path("stores/", views.warehouses, name="warehouses"),
    path("stores/new/", views.edit_warehouse, name="new_warehouse"),
    path("stores/<int:pk>/", views.warehouse, name="warehouse"),
    path("stores/<int:pk>/edit/", views.edit_warehouse, name="edit_warehouse"),
    path("stores/<int:pk>/take-in/", views.take_in, name="take_in"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("catalogue/", views.items, name="items"),
    path("catalogue/load/", views.load_items, name="load_items"),
    path("catalogue/new/", views.edit_item, name="new_item"),
    path("catalogue/<int:pk>/", views.edit_item, name="item"),
    path("requirements/", views.requirements, name="requirements"),
    path("requirements/new/", views.plan, name="plan"),
    path("contracts/", views.contracts, name="contracts"),
    path("contracts/new/", views.contract, name="contract"),
    path("stations/", views.stations, name="stations"),
    path("orders/", order_views.orders, name="orders"),
    path("orders/new/", order_views.new, name="new_order"),
    path("orders/export.<str:form>", order_views.export_orders, name="export_orders"),
    path("orders/<int:pk>/", order_views.order, name="order"),
    path("orders/<int:pk>/<str:verb>/", order_views.act, name="act_order"),
    path("teams/", team_views.teams, name="teams"),
    path("teams/export.<str:form>", team_views.export_teams, name="export_teams"),
    path("teams/new/", team_views.edit_team, name="new_team"),
    path("teams/<int:pk>/", team_views.team, name="team"),
    path("teams/<int:pk>/peek/", team_views.peek, name="peek"),
    path("teams/<int:pk>/edit/", team_views.edit_team, name="edit_team"),
    path("teams/<int:pk>/<str:what>/", team_views.part, name="part"),
    path("agreements/", team_views.agreements, name="agreements"),
    path("agreements/new/", team_views.agree, name="agree"),
    path("agreements/<int:pk>/end/", team_views.end_agreement, name="end_agreement"),
    path("meetings/", team_views.meetings, name="meetings"),
    path("meetings/new/", team_views.hold_meeting, name="hold_meeting"),
    path("meetings/<int:pk>/", team_views.meeting, name="meeting"),
    path("aid/", team_views.aids, name="aids"),
    path("aid/new/", team_views.ask, name="ask"),
    path("aid/<int:pk>/", team_views.aid, name="aid"),
    path("aid/<int:pk>/<str:verb>/", team_views.act_aid, name="act_aid"),
]
