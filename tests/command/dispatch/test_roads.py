"""Roads: files in and out of order, versions, closures that take effect at once, rings, shelters by road."""

import json
from datetime import date, timedelta

import pytest
import shapefile
from django.core.cache import cache
from django.core.management import call_command  # noqa: F401

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import coverage, live, queries, road_actions
from ancheng.command.dispatch.models import Closure, Revision, RoadNet
from ancheng.config.cli import main
from ancheng.science.roads.nets import net
from tests.command.dispatch.makers import ISLAND, SCENE, SOUTH, STEP, WEST, Scene, make_net
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW, asker, make_unit
from tests.supervision.assets.register import at, make_area, make_asset

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
# Straight through the grid between the second and the third column, but for the top row.
WALL = f"LINESTRING({WEST + 4.5 * STEP} {SOUTH - STEP}, {WEST + 4.5 * STEP} {SOUTH + 4.5 * STEP})"
WHOLE_WALL = f"LINESTRING({WEST + 4.5 * STEP} {SOUTH - STEP}, {WEST + 4.5 * STEP} {SOUTH + 5.5 * STEP})"


@pytest.fixture
def scene():
    cache.clear()
    return Scene()


def seconds(scene, when=NOW, realm=Realm.ACTUAL):
    found, _cut = live.nearest(*SCENE, 1, at=when, realm=realm)
    return found[0][1] if found else None


def geojson(path, **tags):
    line = {"type": "LineString", "coordinates": [[116.43, 39.91], [116.44, 39.91]]}
    tags = {"highway": "residential", **tags}
    told = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": tags, "geometry": line}],
    }
    path.write_text(json.dumps(told), "utf-8")
    return path


def test_a_closure_changes_the_way_with_the_next_question_and_lifting_it_brings_the_way_back(scene):
    scene.crew(0, 0)
    before = seconds(scene)
    closure = scene.shut(WALL)
    assert closure.arcs_shut >= 10
    around = seconds(scene)
    assert around >= before
    scene.shut(WHOLE_WALL)
    assert seconds(scene) is None
    for each in Closure.objects.all():
        road_actions.lift(closure=each, why="险情解除", by=scene.duty, at=NOW)
    assert seconds(scene) == before


def test_a_route_goes_around_what_is_shut(scene):
    crew = scene.crew(0, 5)
    straight = scene.sent(crew).metres
    scene.shut(f"POINT({WEST + 4.5 * STEP} {SOUTH + 5 * STEP})")
    other = scene.crew(0, 5)
    turnout = scene.sent(other)
    assert turnout.metres > straight
    assert turnout.route is not None


def test_a_closure_holds_only_between_its_moments(scene):
    scene.crew(0, 0)
    later = NOW + timedelta(hours=2)
    scene.shut(WHOLE_WALL, starts_at=later, ends_at=later + timedelta(hours=1))
    assert seconds(scene) is not None
    assert seconds(scene, later + timedelta(minutes=1)) is None
    assert seconds(scene, later + timedelta(hours=1)) is not None


def test_a_closure_of_an_exercise_shuts_nothing_for_real(scene):
    scene.crew(0, 0)
    closure = Closure(reason="演练", geometry=f"SRID=4326;{WHOLE_WALL}", starts_at=NOW)
    closure.geometry = queries_geometry(WHOLE_WALL)
    road_actions.shut(closure=closure, by=scene.duty, at=NOW, realm=Realm.EXERCISE)
    assert seconds(scene) is not None
    assert live.ground().closed(NOW, Realm.EXERCISE)
    assert not live.ground().closed(NOW)


def queries_geometry(text):
    from django.contrib.gis.geos import GEOSGeometry

    return GEOSGeometry(text, srid=4326)


@pytest.mark.parametrize(
    ("shape", "values", "sentence"),
    [
        ("POINT(116.49 39.901)", {}, "没有道路"),
        ("POLYGON((116.43 39.91, 116.44 39.92, 116.44 39.91, 116.43 39.92, 116.43 39.91))", {}, "自相交"),
        (WALL, {"reason": "  "}, "封闭原因"),
        (WALL, {"ends_at": NOW - timedelta(hours=1)}, "晚于"),
        (WALL, {"starts_at": NOW, "ends_at": NOW + timedelta(days=900)}, "不超过一年"),
        ("POLYGON EMPTY", {}, "地图上画出"),
    ],
)
def test_a_closure_that_says_nothing_or_shuts_nothing_is_refused(scene, shape, values, sentence):
    with pytest.raises(Refusal, match=sentence):
        scene.shut(shape, **values)


def test_who_may_shut_and_who_may_open(scene):
    stranger = asker(Role.DEPARTMENT, make_unit())
    closure = scene.shut(WALL)
    with pytest.raises(NotAllowed):
        road_actions.lift(closure=closure, why="x", by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        road_actions.shut(closure=closure, by=asker(Role.ENTERPRISE, make_unit()), at=NOW)
    road_actions.lift(closure=closure, why="x", by=scene.duty, at=NOW)
    with pytest.raises(Conflict, match="已经解除"):
        road_actions.lift(closure=closure, why="x", by=scene.duty, at=NOW)
    assert queries.closures(scene.duty).count() == 1


def test_each_change_of_the_roads_gives_another_token(scene):
    before = Revision.objects.get().roads
    scene.shut(WALL)
    assert Revision.objects.get().roads != before


def test_without_roads_a_sentence_says_what_to_do():
    with pytest.raises(Absent, match="ancheng roads import"):
        live.ground()


def test_one_version_is_in_use_and_the_others_stay(scene, tmp_path):
    path = geojson(tmp_path / "roads.geojson")
    said = road_actions.Said("新版", "测绘", "内部使用")
    second = road_actions.import_net(path=path, said=said, by=PLATFORM, at=NOW)
    assert (RoadNet.objects.count(), RoadNet.objects.get(in_use=True)) == (2, second)
    assert len(second.file_sha256) == 64
    assert live.ground().checksum == second.checksum
    assert net(second.checksum).graph.nodes == 2
    again = road_actions.import_net(path=path, said=said, by=PLATFORM, at=NOW)
    assert (again.pk, RoadNet.objects.count()) == (second.pk, 2)
    road_actions.use_net(net=scene.net, by=PLATFORM, at=NOW)
    assert live.ground().checksum == scene.net.checksum
    with pytest.raises(NotAllowed):
        road_actions.use_net(net=second, by=scene.duty, at=NOW)
    with pytest.raises(Refusal, match="来源和许可"):
        road_actions.import_net(path=path, said=road_actions.Said("x", "", ""), by=PLATFORM, at=NOW)


def test_the_stored_net_is_the_net_that_was_imported(scene):
    kept = live.load(scene.net.pk)
    assert (kept.graph.nodes, kept.graph.arcs) == (scene.net.nodes, scene.net.arcs)
    assert kept.roads.order == list(kept.order)


def test_a_dry_run_reports_and_stores_nothing(scene, tmp_path, capsys):
    path = geojson(tmp_path / "roads.geojson")
    assert main(["roads", "import", str(path), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "节点 2" in said
    assert "支路" in said
    assert RoadNet.objects.count() == 1


def test_fire_rings_leave_out_who_is_reached_too_late(scene):
    make_asset(
        scene.street,
        kind="fire_station",
        name="消防站",
        geometry=box(WEST, SOUTH),
        attributes={"grade": "first"},
    )
    make_area("近社区", (WEST, SOUTH, WEST + STEP, SOUTH + STEP), "community", scene.street)
    make_area("远社区", (116.49, 39.94, 116.499, 39.949), "community", scene.street)
    found = coverage.rings("fire", at=NOW, on=TODAY)
    assert (found.stations, found.off_net, found.edition.value) == (1, 0, 5.0)
    assert found.km2 > 1
    assert len(found.outside) == 1
    assert found.unknown == 2
    assert found.percent is None
    assert coverage.rings("fire", at=NOW, on=TODAY) == found
    assert coverage.rings("micro", at=NOW, on=TODAY).shapes == ()


def box(lon, lat, size=0.0004):
    from django.contrib.gis.geos import Polygon

    found = Polygon.from_bbox((lon - size, lat - size, lon + size, lat + size))
    found.srid = 4326
    return found


def test_a_shelter_is_farther_by_road_than_straight_and_not_at_all_when_no_road_leads(scene):
    make_area("近社区", (WEST, SOUTH, WEST + STEP, SOUTH + STEP), "community", scene.street)
    make_area(
        "岛社区",
        (ISLAND[0] - 0.001, ISLAND[1] - 0.001, ISLAND[0] + 0.001, ISLAND[1] + 0.001),
        "community",
        scene.street,
    )
    shelter = make_shelter(scene.street, SCENE)
    rows, straight, road = coverage.shelters_by_road(scene.duty, at=NOW, on=TODAY)
    near, island = sorted(rows, key=lambda each: each.road.distance is None)
    assert near.shelter == shelter
    assert near.road.distance > near.straight.distance
    assert (island.road.distance, island.road.covered, island.shelter) == (None, False, None)
    assert (straight.uncovered_places, road.uncovered_places) == (0, 1)
    way = coverage.evacuation_route(near, NOW)
    assert way["coordinates"][-1] == pytest.approx(list(SCENE))
    assert coverage.evacuation_route(island, NOW) is None
    scene.shut(WHOLE_WALL)
    rows, _straight, road = coverage.shelters_by_road(scene.duty, at=NOW, on=TODAY)
    assert road.uncovered_places == 2


def test_a_shapefile_goes_in_with_its_frame(scene, tmp_path):
    base = tmp_path / "roads"
    with shapefile.Writer(str(base)) as out:
        out.field("fclass", "C", 20)
        out.line([[[116.43, 39.91], [116.44, 39.91]]])
        out.record("primary")
    said = road_actions.Said("图层", "测绘", "内部", "GCJ-02")
    kept = road_actions.import_net(path=base.with_suffix(".shp"), said=said, by=PLATFORM, at=NOW)
    assert (kept.nodes, kept.source_crs) == (2, "GCJ-02")
    assert make_net().pk == scene.net.pk
    assert at(SCENE).srid == 4326
