"""What an incident asks of dispatch: who would go, sent once, who is where, and each step announced for its log."""

from datetime import timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, reactions, rescue_actions, room
from ancheng.command.dispatch.models import Closure, Mission, RoadNet, Turnout
from ancheng.command.dispatch.values import Spoken
from ancheng.contracts.command import CrewReported, IncidentMerged
from ancheng.contracts.fact import Fact
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import ISLAND, SCENE, SOUTH, STEP, WEST, Scene
from tests.factories import NOW, asker, make_unit

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
INCIDENT = 77


@pytest.fixture
def scene():
    return Scene()


def propose(scene, kind="fire", place=SCENE, **more):
    return room.propose(kind, *place, asker=scene.duty, at=NOW, **more)


def order(kind="fire", place=SCENE, **more):
    return room.Order(kind, INCIDENT, "幸福路3号起火", *place, "幸福路3号", **more)


def send(scene, crews, nonce="one", **more):
    return room.send(order(**more), crews, nonce=nonce, by=scene.duty, at=NOW)


def reported():
    rows = Event.objects.filter(name="CrewReported").order_by("at", "id")
    return [Fact.known["CrewReported"].from_json(each.payload) for each in rows]


def line(proposal, ability):
    return next(each for each in proposal.wanted if each.ability == ability)


def test_an_incident_is_told_who_would_go_how_soon_and_why_somebody_lacks(scene):
    far, near = scene.crew(0, 0), scene.crew(4, 5)
    scene.crew(at=ISLAND, abilities=("medical",))
    found = propose(scene)
    assert (found.card, found.fault) == ("fire", "")
    fire = line(found, "fire")
    assert [each.crew_id for each in fire.offers] == [near.pk, far.pk]
    assert 0 < fire.offers[0].seconds < fire.offers[1].seconds
    assert (fire.needed, fire.sent, fire.short, fire.within_minutes) == (3, 0, 1, 5)
    assert "都在出动或停用" in fire.why
    assert "不可达" in line(found, "medical").why
    assert "没有登记" in line(found, "power").why
    assert found.crews == ((near.pk, "fire"), (far.pk, "fire"))


@pytest.mark.parametrize(
    ("kind", "card"),
    [("gas", "gas_leak"), ("geology", "pipeline"), ("quake", "quake"), ("nobody-knows", "other")],
)
def test_each_kind_of_incident_has_its_card(scene, kind, card):
    assert propose(scene, kind).card == card


def test_a_place_without_roads_and_a_district_without_a_net_are_answered_in_words(scene):
    scene.crew(4, 5)
    off = propose(scene, place=(116.499, 39.901))
    assert "米内没有道路" in off.fault
    assert [(each.short, each.offers) for each in off.wanted] == [(n.needed, ()) for n in off.wanted]
    RoadNet.objects.update(in_use=False)
    actions.live.advance(roads=True)
    assert "ancheng roads import" in propose(scene).fault


def test_what_was_sent_to_the_incident_fills_its_lines(scene):
    crew = scene.crew(4, 5)
    send(scene, [(crew.pk, "fire")])
    fire = line(propose(scene, incident_id=INCIDENT), "fire")
    assert (fire.sent, fire.short, fire.offers) == (1, 2, ())
    assert line(propose(scene, incident_id=INCIDENT + 1), "fire").sent == 0


def test_the_room_sees_who_is_where_and_the_estimate_beside_what_it_took(scene):
    crew = scene.crew(0, 0)
    sent = send(scene, [(crew.pk, "fire")])
    mission = Mission.objects.get()
    assert (mission.incident_id, mission.incident_title, mission.address) == (
        INCIDENT,
        "幸福路3号起火",
        "幸福路3号",
    )
    assert mission.geometry.coords == pytest.approx(SCENE)
    turnout = Turnout.objects.get()
    for verb, after in (("set_out", 2), ("arrive", 9)):
        actions.step(turnout, verb, by=scene.driver, at=NOW + after * MINUTE)
    (told,) = room.missions_of(INCIDENT, asker=scene.duty)
    assert (told.mission_id, told.number, told.card) == (sent.mission_id, mission.number, "火灾")
    (out,) = told.crews
    assert (out.crew, out.state, out.label, out.took_seconds, out.running) == (
        str(crew), "on_scene", "已到场", 420, True,
    )  # fmt: skip
    assert out.eta_seconds > 60
    assert room.missions_of(INCIDENT, asker=asker(Role.DEPARTMENT, make_unit())) == ()


def test_the_same_order_sent_twice_is_one_and_another_order_for_the_same_crew_is_refused(scene):
    crew = scene.crew(0, 0)
    first = send(scene, [(crew.pk, "fire")])
    assert send(scene, [(crew.pk, "fire")]) == first
    assert (Mission.objects.count(), Turnout.objects.count(), len(reported())) == (1, 1, 1)
    with pytest.raises(Conflict, match=first.number):
        send(scene, [(crew.pk, "fire")], nonce="two")
    assert Mission.objects.count() == 1
    with pytest.raises(NotAllowed):
        room.send(order(), [(crew.pk, "fire")], nonce="three", by=scene.driver, at=NOW)


def test_each_step_is_announced_with_what_a_log_has_to_say(scene):
    crew = scene.crew(0, 0)
    send(scene, [(crew.pk, "fire")])
    turnout = Turnout.objects.get()
    for verb, after in (("accept", 1), ("set_out", 2), ("arrive", 9), ("finish", 40)):
        actions.step(turnout, verb, by=scene.driver, at=NOW + after * MINUTE)
    told = reported()
    assert [each.state for each in told] == ["ordered", "accepted", "en_route", "on_scene", "done"]
    assert [each.took_seconds for each in told] == [None, None, None, 420, 420]
    assert {(each.incident_id, each.crew, each.mission) for each in told} == {
        (INCIDENT, str(crew), turnout.mission.number)
    }
    assert told[3].label == "已到场"
    assert told[3].eta_seconds == turnout.eta_s


def test_a_phone_that_tells_later_is_announced_with_both_moments(scene):
    crew = scene.crew(0, 0)
    send(scene, [(crew.pk, "fire")])
    actions.report(
        crew=crew, turnout=Turnout.objects.get(), client_id="late", verb="arrive", spoken=Spoken(NOW + 8 * MINUTE),
        by=scene.driver, at=NOW + 61 * MINUTE,
    )  # fmt: skip
    last = reported()[-1]
    assert isinstance(last, CrewReported)
    assert (last.happened_at, last.at) == (NOW + 8 * MINUTE, NOW + 61 * MINUTE)


def test_why_a_crew_does_not_come_is_announced(scene):
    send(scene, [(scene.crew(0, 0).pk, "fire")])
    actions.step(Turnout.objects.get(), "decline", by=scene.driver, at=NOW + MINUTE, why="车辆故障")
    assert (reported()[-1].state, reported()[-1].why) == ("declined", "车辆故障")


def test_a_crew_without_a_road_is_announced_without_an_estimate(scene):
    send(scene, [(scene.crew(at=ISLAND).pk, "fire")])
    assert reported()[0].eta_seconds is None


def test_when_the_incident_is_over_everybody_is_free_again(scene):
    there, coming, other = scene.crew(0, 0), scene.crew(1, 1), scene.crew(2, 2)
    send(scene, [(there.pk, "fire"), (coming.pk, "fire")])
    scene.sent(other)
    actions.step(Turnout.objects.get(crew=there), "arrive", by=scene.driver, at=NOW + MINUTE)
    assert room.stand_down(INCIDENT, by=PLATFORM, at=NOW + 9 * MINUTE, why="处置结束") == 2
    assert [Turnout.objects.get(crew=each).state for each in (there, coming, other)] == [
        "done",
        "recalled",
        "ordered",
    ]
    assert room.stand_down(INCIDENT, by=PLATFORM, at=NOW + 10 * MINUTE, why="处置结束") == 0


def test_what_was_sent_to_an_incident_that_is_merged_belongs_to_the_other(scene):
    send(scene, [(scene.crew(0, 0).pk, "fire")])
    closure = scene.shut(f"POINT({WEST + 4.5 * STEP} {SOUTH + 5 * STEP})", incident_id=INCIDENT)
    for _ in range(2):
        reactions.merged(IncidentMerged(INCIDENT, 99, "actual", NOW))
    assert Mission.objects.get().incident_id == Closure.objects.get(pk=closure.pk).incident_id == 99
    assert len(room.missions_of(99, asker=scene.duty)) == 1
    assert room.missions_of(INCIDENT, asker=scene.duty) == ()


def test_an_elevator_rescue_is_taken_over_by_an_incident_with_everybody_who_was_sent(scene):
    elevator = scene.elevator()
    scene.crew(0, 0, ("elevator",), maintainer="安顺电梯公司")
    call = rescue_actions.Call("p1", rescue_code="123456", caller="13800000000", told="两人被困")
    rescue = rescue_actions.take_call(call=call, by=scene.duty, at=NOW)
    rescue_actions.send_level(rescue, 1, by=scene.duty, at=NOW)
    told = room.trapped(rescue.pk, asker=scene.duty)
    assert (told.asset_id, told.title, told.caller) == (
        elevator.pk,
        f"{elevator.name}电梯困人",
        "13800000000",
    )
    assert (told.longitude, told.latitude) == pytest.approx(SCENE)
    room.tie(rescue.pk, incident_id=INCIDENT, title=told.title)
    assert len(room.missions_of(INCIDENT, asker=scene.duty)[0].crews) == 1
    assert room.trapped(rescue.pk, asker=scene.duty).incident_id == INCIDENT
    with pytest.raises(Absent):
        room.trapped(10**9, asker=scene.duty)


def test_an_exercise_is_offered_its_own_crews_alone(scene):
    scene.crew(4, 5)
    played = scene.crew(1, 1, realm=Realm.EXERCISE)
    assert propose(scene, realm=Realm.EXERCISE).crews == ((played.pk, "fire"),)
    sent = send(scene, [(played.pk, "fire")], realm=Realm.EXERCISE)
    assert sent.number.startswith("演练")
    assert reported()[0].realm == "exercise"
