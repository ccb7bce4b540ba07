"""The map speaks the language of its reader."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from tests.factories import make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    for name, english in (("三里屯街道", ""), ("建外街道", "Jianwai")):
        unit = make_unit(name, UnitKind.SUBDISTRICT)
        Unit.objects.filter(pk=unit.pk).update(name_en=english)
        area = MultiPolygon(Polygon.from_bbox((116.40, 39.90, 116.50, 39.95)))
        Boundary.objects.create(unit=unit, kind=unit.kind, area=area, source="测试", schematic=True)
    found = Client()
    found.force_login(
        make_person(Role.OFFICE, make_office()), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return found


def names(client, language):
    answer = client.get("/boundaries.geojson", headers={"Accept-Language": language})
    return {each["properties"]["name"] for each in answer.json()["features"]}


def test_areas_are_named_in_chinese_and_in_english(client):
    assert names(client, "zh-hans") == {"三里屯街道", "建外街道"}
    assert names(client, "en") == {"Sanlitun Subdistrict", "Jianwai"}


def test_the_boundaries_of_one_language_are_never_kept_for_the_other(client):
    pages = {
        language: client.get("/", headers={"Accept-Language": language}).content.decode()
        for language in ("zh-hans", "en")
    }
    assert "boundaries.geojson?lang=zh-hans" in pages["zh-hans"]
    assert "boundaries.geojson?lang=en" in pages["en"]


def test_the_legend_and_the_buttons_of_the_map_are_in_the_language_of_the_page(client):
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    for words in ("Fire safety", "Zoom in", "Shape: kind"):
        assert words in page, words
    assert "图例" not in page


def test_the_base_map_names_its_source(client, settings):
    settings.BASEMAP_ATTRIBUTION = "天地图 GS(2024)0650号"
    assert "天地图 GS(2024)0650号" in client.get("/").content.decode()
