"""Runs on screen: from a leak over the people inside to an evacuation and a page for the commander; slope; station."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.roles import Role
from ancheng.decision.runs import actions, figures, rules
from ancheng.decision.runs.models import Run
from tests.command.incidents.test_actions import make_incident
from tests.decision.runs.test_actions import LEAK
from tests.decision.runs.test_models_on_the_web import sent
from tests.factories import NOW, asker, make_office
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in(Role.DUTY, make_office())


def run_of(client, name, query="", **typed):
    address = f"/runs/models/{name}/{query}"
    answer = client.post(address, sent(client.get(address).content.decode()) | typed)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Run.every.order_by("-pk").first()


def test_from_a_gas_leak_to_the_people_inside_the_evacuation_the_needs_and_the_page_for_the_commander(client):
    street = make_area("第一街道", FIRST_STREET)
    lon, lat = INSIDE_FIRST
    make_asset(street, kind="school", name="某小学", geometry=at((lon, lat - 0.003)), attributes={"level": "primary", "pupils": "120"})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-1", name="幸福公园", geometry=at((lon + 0.02, lat)), attributes={"capacity": "800"})  # fmt: skip
    leak = run_of(client, "gaussian_plume", f"?at={lon},{lat}", release_kg_s="2", wind_m_s="2", stability="F", **{"levels-0-name": "关注", "levels-0-mg_m3": "100"})  # fmt: skip
    assert leak.inputs["lon"] == lon
    page = client.get(f"/runs/{leak.pk}/").content.decode()
    for told in ("<b data-people>120</b>", "某小学", "最低需求", "按此范围测算疏散", "影响最大的输入"):
        assert told in page
    filled = sent(client.get(f"/runs/models/area_evacuation/?onward={leak.pk}").content.decode())
    assert (filled["origins-0-people"], filled["shelters-0-name"], filled["shelters-0-capacity"]) == ("120", "幸福公园", "800")  # fmt: skip
    pdf = client.get(f"/runs/{leak.pk}/report.pdf")
    assert pdf.content.startswith(b"%PDF")
    layers = client.get(f"/runs/{leak.pk}/result.geojson").json()
    assert layers["features"]
    assert client.get(f"/runs/{leak.pk}/result.json").json()["result_sha256"] == leak.result_checksum


def test_a_fill_below_the_required_factor_says_so_and_leads_to_a_warning(client):
    ground = {f"ground-{n}-{key}": str(value) for n, point in enumerate(((0, 25), (30, 25), (50, 35), (80, 35))) for key, value in zip(("x_m", "y_m"), point, strict=True)}  # fmt: skip
    soil = {
        "soils-0-name": "渣土",
        "soils-0-c_kpa": "3",
        "soils-0-phi_deg": "19.6",
        "soils-0-gamma_kn_m3": "20",
    }
    run = run_of(client, "slope_stability", base_y_m="20", **ground, **soil)
    assert run.result["factor"] < 1.0
    page = client.get(f"/runs/{run.pk}/").content.decode()
    for told in ("data-warn", "不稳定", "/warnings/new/", "<polyline"):
        assert told in page


def test_a_station_shows_what_both_codes_say(client):
    run = run_of(
        client, "station_evacuation", train_load="1500", waiting="300", escalators="4", stair_m="5.5"
    )
    page = client.get(f"/runs/{run.pk}/").content.decode()
    assert 'data-code="gb50157"' in page
    assert 'data-code="gb51298"' in page


def test_a_wrong_number_keeps_everything_that_was_typed(client):
    answer = client.post(
        "/runs/models/gaussian_plume/", {"release_kg_s": "two", "wind_m_s": "3", "purpose": "某路口"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in ("应为数字", 'value="two"', 'value="3"', 'value="某路口"'):
        assert told in page
    assert not Run.every.exists()


def test_a_plan_with_a_hole_in_its_wall_and_a_cad_file_are_refused_with_a_sentence(client):
    plan = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "wall"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [10, 0], [10, 8], [0, 8], [0, 1]]}}, {"type": "Feature", "properties": {"kind": "exit"}, "geometry": {"type": "LineString", "coordinates": [[10, 3], [10, 5]]}}]}  # fmt: skip
    found = rules.compute(("pedestrian_evacuation", {"plan": json.dumps(plan)}))
    assert "缺口" in found["refused"]
    file = SimpleUploadedFile("楼层.dxf", b"0\nSECTION")
    answer = client.post("/runs/models/pedestrian_evacuation/", {"plan": file})
    assert answer.status_code == 422
    assert "不能读取 CAD 图" in answer.content.decode()


def test_two_runs_stand_side_by_side_and_two_models_do_not(client):
    first = run_of(client, "station_evacuation", "?sample=1")
    second = run_of(client, "station_evacuation", "?sample=1", waiting="900")
    other = run_of(client, "infinite_slope", "?sample=1")
    page = client.get(f"/runs/{first.pk}/compare/?with={second.pk}").content.decode()
    assert "候车客流" in page
    assert client.get(f"/runs/{first.pk}/compare/?with={other.pk}").status_code == 400
    assert f"№{second.pk}" in client.get(f"/runs/{first.pk}/compare/").content.decode()


def test_a_repetition_says_that_it_is_the_same_bit_by_bit(client):
    run = run_of(client, "infinite_slope", "?sample=1")
    again = client.post(f"/runs/{run.pk}/repeat/")
    assert "逐位相同" in client.get(again["Location"]).content.decode()


def test_the_incident_gets_its_runs_as_a_part_of_its_room_and_as_layers():
    incident = make_incident()
    run = actions.ask_now(
        actions.Asked("gaussian_plume", LEAK, incident_id=incident.pk),
        by=asker(Role.DUTY, make_office()),
        at=NOW,
    )
    client = signed_in(Role.COMMANDER, make_office())
    assert f"/runs/{run.pk}/" in client.get(f"/runs/incident/{incident.pk}/").content.decode()
    layers = client.get(f"/runs/incident/{incident.pk}/layers.geojson").json()["features"]
    assert {each["properties"]["run"] for each in layers} == {run.pk}


def test_the_band_belongs_to_the_figure_that_stands_first_whatever_the_order_of_keys():
    given = {"kind": "bleve", "fuel_kg": 9000, "combustion_kj_kg": 46000, "distance_m": 200}
    result = rules.compute(("explosion_fire", given))["result"]
    turned = dict(sorted(result.items(), reverse=True))
    assert rules.headline("explosion_fire", result) == rules.headline("explosion_fire", turned)
    assert [each.key for each in figures.figures("explosion_fire", result)] == [each.key for each in figures.figures("explosion_fire", turned)]  # fmt: skip
