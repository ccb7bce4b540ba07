"""Inputs that are geometry: which shapes a form takes, who is inside a drawn area, what an object brings along."""

import json

import pytest

from ancheng.base.roles import Role
from ancheng.decision.runs import form
from ancheng.science.models import models
from tests.decision.runs.test_models_on_the_web import sent
from tests.factories import make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
LON, LAT = INSIDE_FIRST
AROUND = [[LON - 0.01, LAT - 0.01], [LON + 0.01, LAT - 0.01], [LON, LAT + 0.01], [LON - 0.01, LAT - 0.01]]


@pytest.fixture
def street():
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def client():
    return signed_in(Role.DUTY, make_office())


def uses(name):
    return [(each.key, each.shape, each.use) for each in form.targets(models()[name])]


def area(ring):
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_each_kind_of_geometry_is_drawn_in_its_own_shape():
    assert uses("gaussian_plume") == [("place", "point", "place")]
    found = uses("area_evacuation")
    assert found[:3] == [
        ("origins", "point", "row"),
        ("origins", "polygon", "people"),
        ("shelters", "point", "row"),
    ]
    assert {("roads", "line", "segments"), ("closures", "polygon", "circle")} <= set(found)
    assert ("springs", "point", "row") in uses("urban_flood")
    assert ("demands", "polygon", "people") in uses("siting")
    assert uses("station_evacuation") == []


@pytest.mark.parametrize("name", models())
def test_every_input_with_a_place_can_be_drawn(name):
    model = models()[name]
    drawn = {each.key for each in form.targets(model)}
    for each in model.inputs:
        keys = {row.key for row in each.rows}
        if keys & {"lon", "longitude", "from_lon"}:
            assert each.key in drawn
    assert ("lon" in {each.key for each in model.inputs}) == ("place" in drawn)


def test_a_drawn_area_gives_the_places_inside_with_their_people(street, client):
    make_asset(street, kind="school", name="某小学", geometry=at((LON, LAT)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    make_asset(street, kind="crowded_place", code="RM-1", name="某医院", geometry=at((LON, LAT - 0.002)), attributes={"venue": "hospital"})  # fmt: skip
    make_asset(street, kind="school", code="XX-9", name="远处小学", geometry=at((LON + 0.03, LAT)), attributes={"level": "primary", "pupils": "800"})  # fmt: skip
    found = client.get("/runs/inside/", {"area": area(AROUND)}).json()
    assert found == {
        "places": [
            {"lon": LON, "lat": LAT, "name": "某小学", "people": 120},
            {"lon": LON, "lat": LAT - 0.002, "name": "某医院", "people": None},
        ],
        "uncounted": 1,
        "left_off": 0,
    }


def test_who_may_not_see_the_places_is_not_told_of_them(street):
    make_asset(street, kind="school", name="某小学", geometry=at((LON, LAT)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    stranger = signed_in(Role.DEPARTMENT, make_unit("区商务局"))
    assert stranger.get("/runs/inside/", {"area": area(AROUND)}).json()["places"] == []
    assert (
        signed_in(Role.AUDITOR, make_office()).get("/runs/inside/", {"area": area(AROUND)}).status_code == 403
    )


@pytest.mark.parametrize(
    "drawn",
    [
        "",
        "{",
        "[]",
        '{"type": "Polygon"}',
        '{"type": "Point", "coordinates": [116, 39]}',
        '{"type": "Polygon", "coordinates": []}',
        area([[500, 39], [501, 39], [500, 40], [500, 39]]),
        area([[116 + n / 10_000, 39 + n % 2 / 10_000] for n in range(600)] + [[116, 39]]),
    ],
)
def test_what_is_no_area_is_refused_with_a_sentence(client, drawn):
    answer = client.get("/runs/inside/", {"area": drawn})
    assert answer.status_code == 400
    assert "绘制的范围" in answer.content.decode()


def test_a_line_that_crosses_itself_is_an_area_all_the_same(street, client):
    bow = [[LON - 0.01, LAT - 0.01], [LON + 0.01, LAT + 0.01], [LON + 0.01, LAT - 0.01], [LON - 0.01, LAT + 0.01], [LON - 0.01, LAT - 0.01]]  # fmt: skip
    assert client.get("/runs/inside/", {"area": area(bow)}).status_code == 200


def test_an_object_with_an_area_brings_the_people_inside_it_as_origins(street, client):
    make_asset(street, kind="school", name="某小学", geometry=at((LON, LAT)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    site = make_asset(street, kind="waste_soil_site", code="ZT-1", name="某渣土受纳场", geometry=at((LON, LAT)).buffer(0.002), attributes={})  # fmt: skip
    page = client.get(f"/runs/models/area_evacuation/?asset={site.pk}").content.decode()
    filled = sent(page)
    assert (filled["origins-0-name"], filled["origins-0-people"]) == ("某小学", "120")
    assert 'id="run-shape"' in page


def test_a_station_or_a_place_is_the_first_row_of_what_must_be_filled(street, client):
    station = make_asset(street, kind="fire_station", code="XF-1", name="某消防站", geometry=at((LON, LAT)), attributes={"grade": "first"})  # fmt: skip
    filled = sent(client.get(f"/runs/models/response_isochrone/?asset={station.pk}").content.decode())
    assert (filled["stations-0-lon"], filled["stations-0-name"]) == (str(LON), "某消防站")
    filled = sent(client.get(f"/runs/models/coverage/?at={LON},{LAT}").content.decode())
    assert (filled["stations-0-lat"], filled["stations-0-name"]) == (str(LAT), "")
    # What an earlier run says goes before the place.
    filled = sent(client.get("/runs/models/coverage/?sample=1").content.decode())
    assert filled["stations-0-lon"] != str(LON)
