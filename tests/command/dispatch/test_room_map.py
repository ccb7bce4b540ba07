"""The map of a room: ways, where each crew is, when it will be there, what is shut; nothing of an exercise beside it."""

import json
from datetime import timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, road_actions, room_shapes
from ancheng.command.dispatch.models import Turnout
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.command.incidents.actions import open_incident
from ancheng.monitoring.warnings.models import LiveEvent
from tests.command.dispatch.makers import ISLAND, SCENE, SOUTH, STEP, WEST, Scene
from tests.factories import NOW, make_unit
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# On the only road that leads from the south-west corner to the east.
HALF_WAY = (WEST + 3 * STEP, SOUTH)


@pytest.fixture
def scene():
    return Scene()


def happening(scene, realm=Realm.ACTUAL, title="幸福路3号起火"):
    return open_incident(
        title=title, kind="fire", source="phone", by=PLATFORM, at=NOW, lon=SCENE[0], lat=SCENE[1], realm=realm
    )


def sent(scene, incident, crew):
    mission = scene.mission(incident_id=incident.pk, realm=Realm(incident.realm))
    return actions.send(mission=mission, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW)[0]


def drawn(scene, incident, at=NOW, sort=None):
    found = room_shapes.of_incident(scene.duty, incident.pk, Realm(incident.realm), at)["features"]
    return [each["properties"] | {"at": each["geometry"]["coordinates"]} for each in found if sort in (None, each["properties"]["sort"])]  # fmt: skip


def test_the_map_shows_the_way_of_a_crew_where_it_is_and_when_it_will_be_there(scene):
    incident, crew = happening(scene), scene.crew(0, 0)
    turnout = sent(scene, incident, crew)
    (way,), (mark,) = drawn(scene, incident, sort="way"), drawn(scene, incident, sort="mark")
    assert (way["name"], way["begun"], len(way["at"]) > 2) == (str(crew), False, True)
    minutes = round(turnout.eta_s / 60)
    assert (mark["letter"], mark["said"]) == ("派", f"{crew.call_sign}\n{minutes} 分钟后到")
    # Nobody reported a place yet: it is drawn where it is kept, and as not said.
    assert (mark["at"], mark["sure"]) == ([WEST, SOUTH], False)


def test_a_crew_that_moves_is_drawn_where_it_is_with_the_way_that_is_left_and_rooms_are_told(scene):
    incident, crew = happening(scene), scene.crew(0, 0)
    turnout = sent(scene, incident, crew)
    first = turnout.expected_at
    actions.step(turnout, "set_out", by=scene.driver, at=NOW + MINUTE)
    heard = LiveEvent.objects.count()
    actions.locate(crew=crew, place=Place(*HALF_WAY), at=NOW + 2 * MINUTE)
    (way,), (mark,) = (
        drawn(scene, incident, NOW + 2 * MINUTE, "way"),
        drawn(scene, incident, NOW + 2 * MINUTE, "mark"),
    )
    assert (mark["letter"], mark["sure"], mark["at"]) == ("途", True, list(HALF_WAY))
    assert way["at"][0] == pytest.approx(list(HALF_WAY))
    left = Turnout.objects.get(pk=turnout.pk)
    assert (left.expected_at < first + MINUTE, left.eta_s) == (True, turnout.eta_s)
    assert LiveEvent.objects.count() == heard + 1
    assert LiveEvent.objects.order_by("pk").last().payload == {"incident": incident.pk, "seq": 0}
    # What is older than what is known moves nothing.
    actions.locate(crew=crew, place=Place(WEST, SOUTH), at=NOW + MINUTE)
    assert Turnout.objects.get(pk=turnout.pk).expected_at == left.expected_at


def test_a_road_that_is_shut_leads_who_is_on_the_way_round_it_at_once_and_back_when_it_opens(scene):
    incident, crew = happening(scene), scene.crew(0, 0)
    turnout = sent(scene, incident, crew)
    straight = list(Turnout.objects.get(pk=turnout.pk).route.coords)
    middle = straight[len(straight) // 2]
    heard = LiveEvent.objects.count()
    closure = scene.shut(f"POINT({middle[0]} {middle[1]})")
    (way,) = drawn(scene, incident, sort="way")
    assert list(middle) not in way["at"]
    assert LiveEvent.objects.count() == heard + 1
    shut = [each for each in drawn(scene, incident) if each["tone"] == "late"]
    assert {(each["sort"], each.get("letter")) for each in shut} == {("shut", None), ("mark", "封")}
    road_actions.lift(closure=closure, why="抢修完毕", by=scene.duty, at=NOW + MINUTE)
    assert Turnout.objects.get(pk=turnout.pk).expected_at == NOW + MINUTE + timedelta(seconds=turnout.eta_s)


def test_a_crew_without_a_way_is_said_to_have_none_on_the_map_and_in_the_list(scene):
    incident, crew = happening(scene), scene.crew(at=ISLAND)
    sent(scene, incident, crew)
    assert drawn(scene, incident, sort="way") == []
    (mark,) = drawn(scene, incident, sort="mark")
    assert mark["said"].endswith("没有路线")
    page = signed_in(Role.DUTY, scene.bureau).get(f"/incidents/{incident.pk}/").content.decode()
    assert "没有路线" in page
    assert "没有开放的道路，请核对封闭或改派" in page


def test_who_has_arrived_is_drawn_at_the_place_without_a_way_and_who_went_home_not_at_all(scene):
    incident, crew = happening(scene), scene.crew(0, 0)
    turnout = sent(scene, incident, crew)
    actions.step(
        turnout, "arrive", by=scene.driver, at=NOW + 9 * MINUTE, spoken=Spoken(None, Place(*HALF_WAY))
    )
    assert drawn(scene, incident, sort="way") == []
    (mark,) = drawn(scene, incident, NOW + 9 * MINUTE, "mark")
    assert (mark["letter"], mark["said"], mark["at"]) == ("到", f"{crew.call_sign}\n已到场", list(HALF_WAY))
    actions.step(turnout, "finish", by=scene.driver, at=NOW + 40 * MINUTE)
    assert drawn(scene, incident) == []


def test_crews_that_stand_at_one_spot_hide_nobody(scene):
    incident, crews = happening(scene), [scene.crew(0, 0), scene.crew(1, 1), scene.crew(2, 2)]
    for crew in crews:
        actions.step(sent(scene, incident, crew), "arrive", by=scene.driver, at=NOW + 9 * MINUTE)
    (mark,) = drawn(scene, incident, NOW + 9 * MINUTE, "mark")
    first, second, third = (each.call_sign for each in crews)
    assert mark["said"] == f"{first} {second}\n{third}\n已到场"
    assert mark["name"] == "、".join(map(str, crews))


def test_an_exercise_goes_round_what_is_really_shut_and_a_real_room_sees_nothing_of_an_exercise(scene):
    real, played = happening(scene), happening(scene, Realm.EXERCISE, "演练起火")
    sent(scene, real, scene.crew(0, 0))
    mock = scene.crew(1, 0, realm=Realm.EXERCISE)
    sent(scene, played, mock)
    scene.shut(f"POINT({WEST + 2.5 * STEP} {SOUTH + STEP})", reason="真实封闭")
    closure = scene.shut(f"POINT({WEST + 2.5 * STEP} {SOUTH + 2 * STEP})", reason="原先")
    type(closure).every.filter(pk=closure.pk).update(realm=Realm.EXERCISE, reason="演练封闭")
    seen = json.dumps(drawn(scene, real), ensure_ascii=False)
    assert (str(mock) in seen, "演练封闭" in seen, "真实封闭" in seen) == (False, False, True)
    inside = json.dumps(drawn(scene, played), ensure_ascii=False)
    assert (str(mock) in inside, "演练封闭" in inside, "真实封闭" in inside) == (True, True, True)


def test_the_map_of_a_room_is_for_who_may_be_in_it(scene):
    incident = happening(scene)
    address = f"/dispatch/incident/{incident.pk}/shapes/"
    assert signed_in(Role.DUTY, scene.bureau).get(address).status_code == 200
    assert signed_in(Role.DEPARTMENT, make_unit("别的局")).get(address).status_code == 404
    assert signed_in(Role.DUTY, scene.bureau).get("/dispatch/incident/999999/shapes/").status_code == 404
    page = signed_in(Role.DUTY, scene.bureau).get(f"/incidents/{incident.pk}/").content.decode()
    assert f'data-live-shapes="{address}"' in page
    assert "虚线：还未出发" in page
