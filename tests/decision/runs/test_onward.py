"""Where a result leads: values carried over with their source, the file of an object, and who may do what."""

import json
from datetime import date

import pytest

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.decision.runs import actions, figures, onward, rules
from ancheng.decision.runs.actions import Asked
from ancheng.decision.runs.models import Run
from ancheng.decision.runs.surroundings import sheltering
from ancheng.kernel.audit.models import Entry
from ancheng.supervision.assets.models import Asset
from tests.command.incidents.test_actions import make_incident
from tests.decision.runs.test_actions import leak
from tests.factories import NOW, asker, make_office, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
LON, LAT = INSIDE_FIRST
SECTION = {
    "ground": [{"x_m": x, "y_m": y} for x, y in ((0, 25), (30, 25), (50, 35), (80, 35))],
    "soils": [{"name": "渣土", "c_kpa": 3, "phi_deg": 19.6, "gamma_kn_m3": 20}],
    "base_y_m": 20,
}
STATION = {"train_load": 1860, "waiting": 600, "escalators": 4, "stair_m": 5.5}


@pytest.fixture
def street():
    return make_area("第一街道", FIRST_STREET)


@pytest.fixture
def officer():
    return asker(Role.DUTY, make_office())


def fill_of(street, keeper):
    return make_asset(
        street,
        kind="waste_soil_site",
        code="ZT-1",
        name="某渣土受纳场",
        department_id=keeper.pk,
        geometry=at((LON, LAT)).buffer(0.002),
        attributes={"height_m": "20", "slope_deg": "35", "volume_m3": "90000"},
    )


def about(asset):
    return ({"kind": asset.kind, "id": asset.pk, "name": asset.name, "url": "", "checksum": ""},)


def school_and_shelters(street, pupils="120"):
    south = at((LON, LAT - 0.003))
    make_asset(street, kind="school", name="某小学", geometry=south, attributes={"level": "primary", "pupils": pupils})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-1", name="幸福公园", geometry=at((LON + 0.01, LAT)), attributes={"capacity": "100"})  # fmt: skip
    make_asset(street, kind="shelter", code="BN-2", name="下风公园", geometry=south, attributes={"capacity": "900"})  # fmt: skip


def test_people_go_to_shelters_outside_the_plume_and_never_to_one_inside_it(street, officer):
    school_and_shelters(street)
    run = actions.ask_now(leak(), by=officer, at=NOW)
    over = onward.carried(run, "area_evacuation", officer)
    assert [each["name"] for each in over.values["shelters"]] == ["幸福公园"]
    assert over.values["origins"][0]["people"] == 120
    assert over.subjects[0] == {
        "kind": "run",
        "id": run.pk,
        "name": str(run),
        "url": f"/runs/{run.pk}/",
        "checksum": run.result_checksum,
    }


def test_places_without_a_figure_are_left_out_aloud_and_asked_for_where_there_are_no_others(street, officer):
    school_and_shelters(street)
    make_asset(street, kind="crowded_place", code="RM-1", name="某医院", geometry=at((LON, LAT - 0.002)), attributes={"venue": "hospital"})  # fmt: skip
    run = actions.ask_now(leak(), by=officer, at=NOW)
    over = onward.carried(run, "area_evacuation", officer)
    assert [each["name"] for each in over.values["origins"]] == ["某小学"]
    client = signed_in(Role.DUTY, make_office())
    answer = client.post(f"/runs/{run.pk}/onward/area_evacuation/")
    assert "另有 1 处场所没有登记人数" in client.get(answer["Location"]).content.decode()
    Asset.objects.filter(kind="school").update(attributes={"level": "primary"})
    again = actions.ask_now(leak(), by=officer, at=NOW)
    over = onward.carried(again, "area_evacuation", officer)
    assert {each["name"] for each in over.values["origins"]} == {"某小学", "某医院"}
    assert all("people" not in each for each in over.values["origins"])
    assert any("请填写待疏散人数" in each for each in over.told)


def test_an_area_with_nobody_in_it_is_not_evacuated(street, officer):
    run = actions.ask_now(leak(), by=officer, at=NOW)
    client = signed_in(Role.DUTY, make_office())
    answer = client.post(f"/runs/{run.pk}/onward/area_evacuation/")
    assert answer["Location"].startswith("/runs/models/area_evacuation/")
    assert Run.every.count() == 1


def test_a_result_that_does_not_lead_to_a_model_is_not_carried_into_it(street, officer):
    run = actions.ask_now(leak(), by=officer, at=NOW)
    with pytest.raises(Refusal, match="不能带入"):
        onward.carried(run, "station_evacuation", officer)
    waiting = actions.ask_now(leak(background=True), by=officer, at=NOW)
    assert onward.steps(waiting) == []
    with pytest.raises(Refusal, match="不能带入"):
        onward.carried(waiting, "area_evacuation", officer)


def test_the_rate_of_a_release_becomes_the_release_of_a_plume(officer):
    inputs = dict(rules.model_named("release").cases[0].inputs)
    run = actions.ask_now(Asked("release", inputs), by=officer, at=NOW)
    over = onward.carried(run, "gaussian_plume", officer)
    told = run.result
    assert over.values["release_kg_s"] == (told.get("airborne_kg_s") or told["rate_kg_s"]) > 0


def test_the_last_count_of_a_crowd_waits_on_the_platform_and_an_unknown_one_does_not(officer):
    counts = [{"minute": 0, "people": 300}, {"minute": 5, "people": 480}]
    known = actions.ask_now(Asked("crowd_level", {"area_m2": 800, "readings": counts}), by=officer, at=NOW)
    assert onward.carried(known, "station_evacuation", officer).values == {"waiting": 480}
    silent = {"area_m2": 800, "readings": [*counts, {"minute": 6}]}
    unknown = actions.ask_now(Asked("crowd_level", silent), by=officer, at=NOW)
    with pytest.raises(Refusal, match="不能带入"):
        onward.carried(unknown, "station_evacuation", officer)


def test_one_press_makes_the_next_run_and_what_is_missing_is_asked_for(street):
    school_and_shelters(street)
    client = signed_in(Role.DUTY, make_office())
    duty = asker(Role.DUTY, make_office())
    incident = make_incident()
    run = actions.ask_now(leak(purpose="路口泄漏", incident_id=incident.pk), by=duty, at=NOW)
    answer = client.post(f"/runs/{run.pk}/onward/area_evacuation/")
    made = Run.every.latest("pk")
    assert answer["Location"] == f"/runs/{made.pk}/"
    assert (made.model, made.purpose, made.incident_id) == ("area_evacuation", "路口泄漏", incident.pk)
    assert made.around["moved"] == 120
    # A crowd says nothing of the stairs of the station.
    crowd = actions.ask_now(
        Asked("crowd_level", {"area_m2": 800, "readings": [{"minute": 0, "people": 300}]}), by=duty, at=NOW
    )
    answer = client.post(f"/runs/{crowd.pk}/onward/station_evacuation/")
    assert answer["Location"] == f"/runs/models/station_evacuation/?onward={crowd.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert 'value="300"' in page
    assert "缺少" in page


def test_who_may_not_see_a_run_cannot_go_on_from_it_and_who_may_not_run_models_neither(street):
    run = actions.ask_now(leak(), by=asker(Role.DEPARTMENT, make_unit("区应急局")), at=NOW)
    stranger = signed_in(Role.DEPARTMENT, make_unit("区商务局"))
    assert stranger.post(f"/runs/{run.pk}/onward/area_evacuation/").status_code == 404
    assert stranger.get(f"/runs/models/area_evacuation/?onward={run.pk}").status_code == 404
    auditor = signed_in(Role.AUDITOR, make_office())
    assert auditor.post(f"/runs/{run.pk}/onward/area_evacuation/").status_code == 403
    assert Run.every.count() == 1


def test_shelter_by_shelter_the_needs_add_up_at_least_to_those_of_all():
    result = {
        "sheltered_people": 150.0,
        "without_room_people": 30.0,
        "cut_off_people": 20.0,
        "shelters": [
            {"name": "甲", "people": 100.0, "capacity": 100, "last_min": 20.0},
            {"name": "乙", "people": 50.0, "capacity": 80, "last_min": 35.0},
            {"name": "丙", "people": 0.0, "capacity": 80, "last_min": None},
        ],
    }
    found = sheltering("area_evacuation", result)
    assert found["moved"] == 200
    assert [each["name"] for each in found["sheltering"]] == ["甲", "乙"]
    # Who found no room or no road needs water all the same.
    assert {each["key"]: each["amount"] for each in found["needs"]}["drinking_l"] == 600
    beds = [{each["key"]: each["amount"] for each in row["needs"]}["beds"] for row in found["sheltering"]]
    assert beds == [100, 50]
    assert sheltering("gaussian_plume", result) == {}


def test_the_verdict_on_a_fill_goes_into_its_file_and_nothing_else_of_it_changes(street):
    keeper = make_unit("区城管委")
    fill = fill_of(street, keeper)
    engineer = asker(Role.DEPARTMENT, keeper)
    run = actions.ask_now(Asked("slope_stability", SECTION, subjects=about(fill)), by=engineer, at=NOW)
    actions.keep_findings(run=run, by=engineer, at=NOW)
    kept = Asset.objects.get(pk=fill.pk)
    assert kept.attributes == fill.attributes | {
        "safety_factor": round(run.result["factor"], 3),
        "verified_on": "2026-11-24",
        "state": "unstable",
    }
    assert (kept.name, kept.geometry, kept.version) == (fill.name, fill.geometry, fill.version + 1)
    why = Entry.objects.filter(subject_type="assets.asset", verb="修改对象").latest("pk").why
    assert f"№{run.pk}" in why
    assert run.result_checksum[:12] in why


@pytest.mark.parametrize(("state", "kept"), [("稳定", "stable"), ("基本稳定", "watch"), ("欠稳定", "unstable"), ("不稳定", "unstable")])  # fmt: skip
def test_whatever_calls_for_a_warning_counts_as_unstable(state, kept):
    said = onward.FILES["slope_stability", "waste_soil_site"]
    assert said({"factor": 1.1234567, "state": state}, date(2026, 11, 24))["state"] == kept


def test_a_station_passes_only_by_both_codes_and_shows_the_time_of_the_stricter(officer):
    run = actions.ask_now(Asked("station_evacuation", STATION), by=officer, at=NOW)
    assert run.result["passes_gb50157"] is True
    assert run.result["passes_gb51298"] is False
    said = onward.FILES["station_evacuation", "rail_station"](run.result, date(2026, 11, 24))
    assert (said["evacuation_passed"], said["evacuation_rule"]) == (False, "gb51298")
    assert said["evacuation_minutes"] == round(run.result["time_gb51298_min"], 2)


def test_who_does_not_keep_files_or_does_not_see_the_object_writes_nothing(street, officer):
    keeper = make_unit("区城管委")
    fill = fill_of(street, keeper)
    run = actions.ask_now(Asked("slope_stability", SECTION, subjects=about(fill)), by=officer, at=NOW)
    with pytest.raises(NotAllowed, match="不能登记或修改"):
        actions.keep_findings(run=run, by=officer, at=NOW)
    bare = actions.ask_now(Asked("slope_stability", SECTION), by=officer, at=NOW)
    with pytest.raises(Refusal, match="没有对应的对象"):
        actions.keep_findings(run=bare, by=officer, at=NOW)
    elsewhere = asker(Role.DEPARTMENT, make_unit("区商务局"))
    assert onward.findings(run, elsewhere, date(2026, 11, 24)) is None
    assert Asset.objects.get(pk=fill.pk).version == fill.version


def test_a_file_that_is_gone_is_not_written(street, officer):
    gone = [{"kind": "waste_soil_site", "id": 999_999, "name": "某场", "url": "", "checksum": ""}]
    run = actions.ask_now(Asked("slope_stability", SECTION, subjects=gone), by=officer, at=NOW)
    with pytest.raises(Refusal, match="没有对应的对象"):
        actions.keep_findings(run=run, by=asker(Role.OFFICE), at=NOW)
    client = signed_in(Role.DUTY, make_office())
    assert client.get(f"/runs/{run.pk}/").status_code == 200


@pytest.mark.parametrize("attributes", [{}, {"height_m": 20}, {"slope_deg": 30}, {"height_m": 0, "slope_deg": 30}, {"height_m": 20, "slope_deg": 89}, {"height_m": None, "slope_deg": None}])  # fmt: skip
def test_without_height_and_slope_no_section_is_made_up(attributes):
    assert onward.section_of_fill(attributes) == []


def test_the_section_of_a_fill_has_its_height_and_its_slope():
    ground = onward.section_of_fill({"height_m": 20, "slope_deg": 45})
    low, toe, crest, end = ground
    assert (toe["y_m"], crest["y_m"]) == (0, 20)
    assert crest["x_m"] - toe["x_m"] == pytest.approx(20, abs=0.01)
    assert low["x_m"] < toe["x_m"] < crest["x_m"] < end["x_m"]


def test_what_was_given_lies_on_the_map_of_the_result_by_name(street, officer):
    school_and_shelters(street)
    run = actions.ask_now(leak(), by=officer, at=NOW)
    over = onward.carried(run, "area_evacuation", officer)
    moved = actions.ask_now(Asked("area_evacuation", over.values), by=officer, at=NOW)
    shown = figures.shown("area_evacuation", moved.result, moved.inputs)
    said = {each["properties"].get("said") for each in shown.layers["features"]}
    assert {"某小学", "幸福公园"} <= said
    # The file of the result stays as it was computed.
    assert "said" not in json.dumps(figures.map_layers(moved.result))


def test_a_run_of_another_unit_is_not_there(street):
    run = actions.ask_now(leak(), by=asker(Role.DEPARTMENT, make_unit("区应急局")), at=NOW)
    from ancheng.decision.runs import queries

    with pytest.raises(Absent):
        queries.one(asker(Role.DEPARTMENT, make_unit("区商务局")), run.pk)


def test_where_more_places_stand_inside_than_are_counted_the_page_says_that_it_is_too_low(
    street, officer, monkeypatch
):
    from ancheng.decision.runs import surroundings

    school_and_shelters(street)
    make_asset(street, kind="school", code="XX-2", name="另一小学", geometry=at((LON, LAT - 0.002)), attributes={"level": "primary", "pupils": "90"})  # fmt: skip
    whole = actions.ask_now(leak(), by=officer, at=NOW)
    assert (whole.around["people"], whole.around["cut_at"]) == (210, None)
    monkeypatch.setattr(surroundings, "MOST_COUNTED", 1)
    cut = actions.ask_now(leak(), by=officer, at=NOW)
    assert cut.around["cut_at"] == 1
    client = signed_in(Role.DUTY, make_office())
    assert "实际人数更多" in client.get(f"/runs/{cut.pk}/").content.decode()
    assert "实际人数更多" not in client.get(f"/runs/{whole.pk}/").content.decode()
