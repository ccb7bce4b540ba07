"""The four-colour map: what its tiles carry, for whom, of when; and how soon a new grade shows."""

from __future__ import annotations

import io
import math
from datetime import date, timedelta

import pytest
from PIL import Image

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.risks import actions, picture, tiles
from ancheng.supervision.risks.aggregation import live_run, refresh
from ancheng.supervision.risks.models import AreaGrade
from ancheng.supervision.risks.values import Basis, Grade, Rule
from tests.factories import NOW, asker, make_enterprise
from tests.supervision.assets.mvt import features
from tests.supervision.risks.test_pages import entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    tiles.KEPT.clear()
    picture.KEPT.clear()


def tile_of(longitude, latitude, zoom):
    """The tile of a zoom in which a place lies."""
    row = math.asinh(math.tan(math.radians(latitude)))
    return zoom, int((longitude + 180) / 360 * 2**zoom), int((1 - row / math.pi) / 2 * 2**zoom)


def layers(scene, zoom=16, asked=None, seat=None, spot=(116.455, 39.915)):
    return features(tiles.tile(seat or scene.office, asked or tiles.Asked(), *tile_of(*spot, zoom), NOW))


def required_object(scene, spot="POINT(116.456 39.916)"):
    asset = Asset(
        kind="key_fire_unit", code="ZD-1", name="测试重点单位", unit=scene.street, subdistrict=scene.street,
        enterprise=scene.enterprise, geometry=f"SRID=4326;{spot}", built_on=date(2020, 1, 1), created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    asset.derive_scope()
    asset.save()
    return asset


def test_a_near_tile_carries_the_risk_with_its_grade_and_the_areas_with_theirs(scene):
    risk = scene.graded("orange")
    found = layers(scene)
    assert [(each["id"], each["grade"]) for each in found["risks"]] == [(risk.pk, 3)]
    asked = tiles.Asked(level=UnitKind.SUBDISTRICT)
    assert {each["name"]: each["grade"] for each in layers(scene, asked=asked)["areas"]}["第一街道"] == 3


def test_a_far_tile_gathers_risks_under_the_worst_grade(scene):
    for grade in ("yellow", "orange", "blue"):
        scene.graded(grade, residual={"L": 1, "C": 1})
    found = layers(scene, zoom=11)
    assert [(each["count"], each["grade"]) for each in found["clusters"]] == [(3, 3)]


def test_a_risk_that_nobody_assessed_is_on_the_map_as_such(scene):
    scene.found()
    assert [each["grade"] for each in layers(scene)["risks"]] == [0]


def test_the_residual_map_shows_what_measures_leave(scene):
    scene.graded("orange")
    asked = tiles.Asked(basis=Basis.RESIDUAL, level=UnitKind.SUBDISTRICT)
    found = layers(scene, asked=asked)
    assert [each["grade"] for each in found["risks"]] == [1]
    assert {each["name"]: each["grade"] for each in found["areas"]}["第一街道"] == 1


@pytest.mark.parametrize("zoom", [11, 16])
def test_another_enterprise_finds_no_risk_of_others_in_a_tile(scene, zoom):
    scene.graded("orange")
    stranger = asker(Role.ENTERPRISE, make_enterprise(scene.other))
    found = layers(scene, zoom=zoom, seat=stranger)
    assert not found.get("risks")
    assert not found.get("clusters")
    assert layers(scene, zoom=zoom, seat=scene.worker).get("risks")


def test_a_new_grade_is_in_the_very_next_tile(scene, django_capture_on_commit_callbacks):
    risk = scene.submitted("red")
    actions.review(risk=risk, by=scene.office_colleague, at=NOW)
    asked = tiles.Asked(level=UnitKind.SUBDISTRICT)
    assert layers(scene, asked=asked)["risks"][0]["grade"] == 0
    with django_capture_on_commit_callbacks(execute=True):
        actions.grade(risk=risk, by=scene.office_colleague, at=NOW)
    found = layers(scene, asked=asked)
    assert found["risks"][0]["grade"] == 4
    assert max(each["grade"] for each in found["areas"]) == 4


def test_a_browser_asks_again_and_gets_an_empty_answer_while_nothing_changed(
    scene, django_capture_on_commit_callbacks
):
    client, address = (
        entered(scene.office),
        "/risks/tiles/12/{1}/{2}.mvt?scope=district".format(*tile_of(116.455, 39.915, 12)),
    )
    scene.graded("orange")
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        scene.graded("red")
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second.content != first.content


def test_a_past_month_shows_the_map_of_that_month(scene):
    risk = scene.controlled("orange", at=NOW - timedelta(days=100))
    actions.close(risk=risk, why="装置拆除", by=scene.officer, at=NOW - timedelta(days=10))
    asked = tiles.Asked(month="2026-09", level=UnitKind.SUBDISTRICT)
    found = layers(scene, asked=asked)
    assert [each["grade"] for each in found["risks"]] == [3]
    assert {each["name"]: each["grade"] for each in found["areas"]}["第一街道"] == 3
    assert not layers(scene).get("risks")


@pytest.mark.parametrize("query", ["month=2026-13", "month=now", "rule=best", "basis=none", "level=country"])
def test_a_map_that_cannot_be_meant_is_refused(scene, query):
    answer = entered(scene.office).get(f"/risks/tiles/12/3372/1552.mvt?{query}")
    assert answer.status_code == 400


def test_a_tile_outside_the_world_is_refused(scene):
    with pytest.raises(Refusal):
        tiles.tile(scene.office, tiles.Asked(), 3, 8, 0, NOW)


def test_an_object_that_has_to_be_assessed_and_has_no_risk_makes_its_area_grey_not_blue(scene):
    required_object(scene)
    refresh(at=NOW)
    run = live_run(Rule.HIGHEST, Basis.UNMITIGATED)
    row = AreaGrade.objects.get(run=run, unit=scene.street)
    assert (row.grade, row.never, row.blue) == (Grade.NEVER, 1, 0)
    assert row.shares[-1] == ("", 1, 100.0)
    scene.graded("blue", residual={"L": 1, "C": 1})
    row = AreaGrade.objects.get(run=run, unit=scene.street)
    assert (row.grade, row.never, row.blue) == (Grade.BLUE, 1, 1)


def test_the_drawn_map_has_the_colour_of_the_grade_and_hatching_for_the_unknown(scene):
    scene.graded("orange")
    image = Image.open(io.BytesIO(picture.of_run(live_run(Rule.HIGHEST, Basis.UNMITIGATED)))).convert("RGB")
    width, height = image.size
    left, right = (
        image.crop((60, 200, width // 2 - 60, height - 300)),
        image.crop((width // 2 + 60, 200, width - 60, height - 300)),
    )
    reds = [
        each for each in left.get_flattened_data() if each[0] > 200 and 110 < each[1] < 170 and each[2] < 90
    ]
    assert len(reds) > 0.5 * left.size[0] * left.size[1]
    grey = {each for each in right.get_flattened_data() if max(each) - min(each) < 14}
    assert any(max(each) < 180 for each in grey)
    assert any(min(each) > 225 for each in grey)


def test_the_page_of_the_map_names_its_rule_and_letters(scene):
    scene.graded("orange")
    page = entered(scene.office).get("/risks/map/").content.decode()
    for word in ("重大", "较大", "一般", "未评估", "取最高等级", "未核对"):
        assert word in page
    weighted = entered(scene.office).get("/risks/map/?rule=weighted&level=zone").content.decode()
    assert "加权平均" in weighted
    assert "试验功能区" in weighted


def test_new_boundaries_put_risks_in_their_place_and_colour_the_areas_anew(scene):
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from ancheng.contracts.kernel import BoundariesChanged
    from ancheng.kernel.places.models import Boundary
    from ancheng.supervision.risks.models import Risk
    from ancheng.supervision.risks.reactions import put_in_place_again

    risk = scene.graded("orange")
    areas = {scene.street: (116.49, 39.91), scene.other: (116.45, 39.91)}
    for unit, (west, south) in areas.items():
        area = MultiPolygon(Polygon.from_bbox((west, south, west + 0.02, south + 0.02)), srid=4326)
        Boundary.objects.filter(unit=unit).update(area=area)
    put_in_place_again(BoundariesChanged((scene.street.pk, scene.other.pk), NOW))
    risk = Risk.objects.get(pk=risk.pk)
    assert risk.subdistrict == scene.other
    assert scene.other.pk in risk.seen_by
    run = live_run(Rule.HIGHEST, Basis.UNMITIGATED)
    assert [AreaGrade.objects.get(run=run, unit=each).grade for each in areas] == [0, 3]


def test_an_object_whose_risk_lies_elsewhere_is_not_counted_as_never_assessed(scene):
    asset = required_object(scene)
    scene.graded("yellow", asset_id=asset.pk, geometry=(116.475, 39.915))
    rows = AreaGrade.objects.filter(run=live_run(Rule.HIGHEST, Basis.UNMITIGATED))
    before = {each.unit_id: (each.never, each.yellow) for each in rows.all()}
    scene.graded("blue", residual={"L": 1, "C": 1})
    stepwise = {each.unit_id: (each.never, each.yellow) for each in rows.all()}
    refresh(at=NOW)
    assert {each.unit_id: (each.never, each.yellow) for each in rows.all()} == stepwise
    assert stepwise[scene.other.pk] == before[scene.other.pk] == (0, 1)
    assert stepwise[scene.street.pk] == (0, 0)


def test_a_published_edition_is_there_for_every_officer_a_draft_is_not(scene):
    from tests.supervision.risks.test_pages import published

    edition = published(scene)
    officer = entered(scene.officer)
    assert officer.get(f"/risks/editions/{edition.pk}/").status_code == 200
    assert edition.number in officer.get("/risks/editions/").content.decode()
    from ancheng.supervision.risks import map_actions
    from ancheng.supervision.risks.models import MapEdition

    draft = map_actions.draft(
        title="下一版四色图", as_of=NOW.date(), rule=Rule.HIGHEST, basis=Basis.UNMITIGATED, note="",
        by=scene.office, at=NOW,
    )  # fmt: skip
    assert MapEdition.objects.count() == 2
    assert officer.get(f"/risks/editions/{draft.pk}/").status_code == 404
    assert officer.post(f"/risks/editions/{edition.pk}/discard/", {"why": "x"}).status_code in (403, 409)
