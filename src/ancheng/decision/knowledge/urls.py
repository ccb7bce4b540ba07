"""Addresses of knowledge."""

from django.urls import path

from ancheng.decision.knowledge import catalogue_views, expert_views, precedent_views, views

app_name = "knowledge"
urlpatterns = [
    path("", views.items, name="list"),
    path("new/", views.new, name="new"),
    path("upload/", views.upload, name="upload"),
    path("cases/", precedent_views.precedents, name="precedents"),
    path("cases/new/", precedent_views.new, name="precedent_new"),
    path("cases/<int:pk>/", precedent_views.precedent, name="precedent"),
    path("cases/<int:pk>/<str:verb>/", precedent_views.act, name="precedent_act"),
    path("of-incident/<int:pk>/", precedent_views.of_incident, name="of_incident"),
    path("similar/", precedent_views.similar_cases, name="similar"),
    path("experts/", expert_views.experts, name="experts"),
    path("experts/new/", expert_views.new, name="expert_new"),
    path("experts/<int:pk>/", expert_views.expert, name="expert"),
    path("experts/<int:pk>/ask/", expert_views.ask, name="ask"),
    path("experts/<int:pk>/interest/", expert_views.interest, name="interest"),
    path("advice/", expert_views.advices, name="advices"),
    path("advice/<int:pk>/", expert_views.advice, name="advice"),
    path("advice/<int:pk>/<str:verb>/", expert_views.act, name="advice_act"),
    path("catalogue/", catalogue_views.listings, name="listings"),
    path("catalogue/new/", catalogue_views.new, name="listing_new"),
    path("catalogue/<int:pk>/", catalogue_views.listing, name="listing"),
    path("catalogue/<int:pk>/use/", catalogue_views.use, name="use"),
    path("uses/", catalogue_views.uses, name="uses"),
    path("uses/<int:pk>/end/", catalogue_views.end, name="use_end"),
    path("<int:pk>/", views.item, name="detail"),
    path("<int:pk>/compare/<int:other>/", views.compare, name="compare"),
    path("<int:pk>/<str:verb>/", views.act, name="act"),
]
