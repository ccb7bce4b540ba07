"""Addresses of dispatch."""

from django.urls import path

from ancheng.command.dispatch import incident_views, rescue_views, road_views, views
from ancheng.kernel import pages

app_name = "dispatch"
urlpatterns = [
    path("", views.missions, name="missions"),
    path("new/", views.new_mission, name="new"),
    path("<int:pk>/", views.mission, name="mission"),
    path("<int:pk>/send/", views.send, name="send"),
    path("incident/<int:pk>/send/", incident_views.send_all, name="send_all"),
    path("incident/<int:pk>/near/<str:ability>/", incident_views.near, name="near"),
    path("incident/<int:pk>/shapes/", incident_views.shapes, name="incident_shapes"),
    path("turnouts/", views.turnouts, name="turnouts"),
    path("turnouts/export.<str:form>", views.export_turnouts, name="export_turnouts"),
    path("turnouts/<int:pk>/", views.turnout, name="turnout"),
    path("turnouts/<int:pk>/<str:verb>/", views.act, name="act"),
    path("crews/", views.crews, name="crews"),
    path("crews/new/", views.edit_crew, name="new_crew"),
    path("crews/export.<str:form>", views.export_crews, name="export_crews"),
    path("crews/<int:pk>/", views.crew, name="crew"),
    path("crews/<int:pk>/edit/", views.edit_crew, name="edit_crew"),
    path("phone/", views.phone, name="phone"),
    path("phone/worker.js", pages.service_worker, name="worker"),
    path("phone/pack/", views.pack, name="pack"),
    path("phone/sync/", views.sync, name="sync"),
    path("roads/", road_views.nets, name="nets"),
    path("roads/<int:pk>/use/", road_views.use_net, name="use_net"),
    path("roads/<int:z>/<int:x>/<int:y>.mvt", road_views.road_tile, name="road_tile"),
    path("closures/", road_views.closures, name="closures"),
    path("closures/shapes/", road_views.closure_shapes, name="closure_shapes"),
    path("closures/new/", road_views.new_closure, name="new_closure"),
    path("closures/<int:pk>/", road_views.closure, name="closure"),
    path("closures/<int:pk>/lift/", road_views.lift, name="lift"),
    path("rings/", road_views.rings, name="rings"),
    path("shelters/", road_views.shelters, name="shelters"),
    path("rescues/", rescue_views.rescues, name="rescues"),
    path("rescues/new/", rescue_views.new_rescue, name="new_rescue"),
    path("rescues/faults/", rescue_views.faults, name="faults"),
    path("rescues/export.<str:form>", rescue_views.export_rescues, name="export_rescues"),
    path("rescues/<int:pk>/", rescue_views.rescue, name="rescue"),
    path("rescues/<int:pk>/<str:verb>/", rescue_views.act, name="act_rescue"),
]
