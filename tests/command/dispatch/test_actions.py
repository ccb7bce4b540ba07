"""Crews sent by a run card: who is nearest, never twice, every step of the way, estimates beside what it took."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, live, queries
from ancheng.command.dispatch.models import Crew, Mission, PhoneReport, Turnout
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from ancheng.science.geometry import wgs84_to_gcj02
from tests.command.dispatch.makers import ISLAND, SCENE, SOUTH, STEP, WEST, Scene
from tests.factories import NOW, asker, make_unit
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene():
    return Scene()


def nearest(scene, count=8, **more):
    return queries.nearest(scene.duty, *SCENE, count, at=NOW, **more)


def test_the_first_to_arrive_is_named_first_by_the_roads(scene):
    far, near = scene.crew(0, 0), scene.crew(4, 5)
    found = nearest(scene)
    assert [each.crew for each in found] == [near, far]
    assert 0 < found[0].seconds < found[1].seconds
    assert found[1].minutes == pytest.approx(found[1].seconds / 60, abs=0.05)


def test_who_cannot_get_there_is_unreachable_and_not_infinitely_far(scene):
    cut_off, near = scene.crew(at=ISLAND), scene.crew(4, 5)
    found = nearest(scene)
    assert [(each.crew, each.seconds is None) for each in found] == [(near, False), (cut_off, True)]
    sent = scene.sent(cut_off)
    assert (sent.eta_s, sent.route) == (None, None)
    assert queries.eta_text(sent.eta_s).startswith("不可达")


def test_only_ready_crews_with_the_ability_and_of_the_realm_are_named(scene):
    scene.crew(5, 4, ("medical",))
    out, fire = scene.crew(5, 3), scene.crew(1, 1)
    scene.crew(4, 4, status=Crew.Status.OFF)
    scene.crew(5, 5, realm=Realm.EXERCISE)
    scene.sent(out)
    assert [each.crew for each in nearest(scene, ability="fire")] == [fire]


def test_a_run_card_names_each_crew_once_and_says_why_somebody_lacks(scene):
    one, two = scene.crew(4, 5), scene.crew(5, 4, ("fire", "medical"))
    scene.crew(at=ISLAND, abilities=("micro",))
    power = scene.crew(3, 3, ("power",), status=Crew.Status.READY)
    scene.sent(power)
    lines = {each.line.need.ability: each for each in queries.package(scene.duty, scene.mission(), NOW)}
    assert {each.crew for each in lines["fire"].choices} == {one, two}
    assert lines["fire"].line.short == 1
    assert "都在出动" in lines["fire"].why
    assert "不可达" in lines["micro"].why
    assert lines["medical"].line.short == 1
    assert "都在出动" in lines["power"].why


def test_what_was_sent_fills_the_card(scene):
    mission = scene.mission()
    crews = [scene.crew(x, 5) for x in range(3)]
    actions.send(mission=mission, crews=[(each.pk, "fire") for each in crews], by=scene.duty, at=NOW)
    line = next(
        each for each in queries.package(scene.duty, mission, NOW) if each.line.need.ability == "fire"
    )
    assert (line.sent, line.line.short, line.choices) == (3, 0, [])


def test_from_the_order_to_done_with_the_estimate_kept_beside_what_it_took(scene):
    crew = scene.crew(0, 0)
    turnout = scene.sent(crew)
    crew.refresh_from_db()
    assert crew.status == "out"
    assert turnout.eta_s > 60
    assert turnout.metres > 4000
    assert turnout.route.coords[-1] == pytest.approx(SCENE)
    for verb, after in (("accept", 1), ("set_out", 2), ("arrive", 9), ("finish", 60)):
        actions.step(turnout, verb, by=scene.driver, at=NOW + after * MINUTE)
    turnout.refresh_from_db()
    crew.refresh_from_db()
    assert (turnout.state, crew.status, turnout.took_s) == ("done", "ready", 540)
    assert Mission.objects.get().closed_at == NOW + 60 * MINUTE
    told = queries.punctuality(scene.duty, NOW - MINUTE)
    assert (told.arrived, told.median_error is not None) == (1, True)


def test_each_step_is_in_the_file_of_the_mission_and_the_brigade_is_told(scene):
    turnout = scene.sent(scene.crew())
    actions.step(turnout, "accept", by=scene.driver, at=NOW + MINUTE)
    lines = [each.verb for each in Entry.objects.filter(subject_id=str(turnout.mission_id)).order_by("id")]
    assert any("派出" in each for each in lines)
    assert any("接单" in each for each in lines)
    assert Notice.objects.filter(person_id=scene.driver.person_id, title__contains="出动").exists()


def test_a_crew_that_is_out_is_refused_with_where_it_is(scene):
    crew = scene.crew()
    scene.sent(crew)
    with pytest.raises(Conflict, match=r"正在执行DP-2026-00001（幸福路3号，已派单）"):
        scene.sent(crew)


def test_two_dispatchers_at_once_never_send_one_crew_twice(scene):
    """The second has read the crew as ready before the first was done; the database refuses."""
    crew, first, second = scene.crew(), scene.mission(), scene.mission()
    other = scene.crew(1, 1)
    actions.send(mission=first, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW)
    Crew.objects.filter(pk=crew.pk).update(status="ready")
    with pytest.raises(Conflict, match="不能重复派出"):
        actions.send(
            mission=second, crews=[(other.pk, "fire"), (crew.pk, "fire")], by=scene.commander, at=NOW
        )
    assert Turnout.objects.count() == 1
    assert Crew.objects.get(pk=other.pk).status == "ready"


@pytest.mark.parametrize("seed", range(6))
def test_however_two_dispatchers_send_and_recall_a_crew_is_out_at_most_once(scene, seed):
    random, at = Random(seed), NOW
    crews, missions = [scene.crew(n, n) for n in range(4)], [scene.mission() for _ in range(3)]
    for _ in range(25):
        at += MINUTE
        running = list(Turnout.objects.exclude(state__in=queries.ENDS).select_related("crew", "mission"))
        try:
            with transaction.atomic():
                if running and random.random() < 0.4:
                    turnout = random.choice(running)
                    verb = random.choice(("accept", "arrive", "finish", "recall"))
                    actions.step(
                        turnout, verb, by=scene.duty if verb == "recall" else scene.driver, at=at, why="改派"
                    )
                else:
                    chosen = random.sample(crews, random.randint(1, 3))
                    by = random.choice((scene.duty, scene.commander))
                    actions.send(
                        mission=random.choice(missions), crews=[(c.pk, "fire") for c in chosen], by=by, at=at
                    )
        except Refusal:
            pass
        open_ = list(Turnout.objects.exclude(state__in=queries.ENDS).values_list("crew_id", flat=True))
        assert len(open_) == len(set(open_))
        assert set(open_) == set(Crew.objects.filter(status="out").values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_turnout_holds_the_rules_of_cases_on_any_walk(scene, seed):
    walk(scene.sent(scene.crew()), seed)


def test_the_same_order_sent_twice_is_one(scene):
    asked = actions.Asked("fire", "起火", Place(*SCENE))
    first = actions.open_mission(asked=asked, nonce="same", by=scene.duty, at=NOW)
    assert actions.open_mission(asked=asked, nonce="same", by=scene.duty, at=NOW) == first
    assert Mission.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (Place(117.9, 40.5), "不在本区范围内"),
        (Place(float("nan"), 39.9), "坐标应为"),
        (Place(116.45, 39.92, "mars"), "不认识的坐标系"),
        (Place(500, 39.9), "坐标应为"),
    ],
)
def test_a_place_outside_the_city_or_in_no_frame_is_refused_with_a_sentence(scene, place, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.open_mission(asked=actions.Asked("fire", "起火", place), nonce="n", by=scene.duty, at=NOW)


def test_a_place_far_from_every_road_says_so(scene):
    with pytest.raises(Refusal, match="米内没有道路"):
        scene.mission(at=(116.499, 39.901))


def test_a_position_in_gcj02_is_converted_at_the_door(scene):
    crew = scene.crew()
    turnout = scene.sent(crew)
    lon, lat = wgs84_to_gcj02(WEST + STEP, SOUTH)
    spoken = Spoken(NOW + MINUTE, Place(lon, lat, "gcj02"))
    actions.report(
        crew=crew,
        turnout=turnout,
        client_id="a",
        verb="set_out",
        spoken=spoken,
        by=scene.driver,
        at=NOW + MINUTE,
    )
    crew.refresh_from_db()
    assert crew.position.coords == pytest.approx((WEST + STEP, SOUTH), abs=1e-6)


def test_a_phone_that_was_offline_for_an_hour_tells_when_things_happened_in_order(scene):
    crew = scene.crew()
    turnout, sync = scene.sent(crew), NOW + 61 * MINUTE
    for number, (verb, after) in enumerate((("accept", 1), ("set_out", 2), ("arrive", 8), ("finish", 50))):
        spoken = Spoken(NOW + after * MINUTE)
        how = {"client_id": f"c{number}", "verb": verb, "spoken": spoken, "by": scene.driver, "at": sync}
        for _ in range(2):
            actions.report(crew=crew, turnout=turnout, **how)
    turnout.refresh_from_db()
    assert turnout.state == "done"
    assert (turnout.arrived_at, turnout.done_at) == (NOW + 8 * MINUTE, NOW + 50 * MINUTE)
    assert PhoneReport.objects.count() == 4
    assert turnout.state_since == sync


def test_a_phone_with_a_wrong_clock_is_corrected_and_told(scene):
    crew = scene.crew()
    turnout = scene.sent(crew)
    ahead = Spoken(NOW + timedelta(hours=3))
    note = actions.report(
        crew=crew,
        turnout=turnout,
        client_id="a",
        verb="accept",
        spoken=ahead,
        by=scene.driver,
        at=NOW + MINUTE,
    )
    assert "偏快" in note
    behind = Spoken(NOW - timedelta(hours=3))
    note = actions.report(
        crew=crew,
        turnout=turnout,
        client_id="b",
        verb="set_out",
        spoken=behind,
        by=scene.driver,
        at=NOW + 2 * MINUTE,
    )
    assert "偏慢" in note
    turnout.refresh_from_db()
    assert (turnout.accepted_at, turnout.set_out_at) == (NOW + MINUTE, NOW + MINUTE)
    old = Spoken(NOW - timedelta(days=2))
    with pytest.raises(Refusal, match="一天以前"):
        actions.report(
            crew=crew,
            turnout=turnout,
            client_id="c",
            verb="arrive",
            spoken=old,
            by=scene.driver,
            at=NOW + 3 * MINUTE,
        )


def test_an_older_position_does_not_undo_a_later_one(scene):
    crew = scene.crew()
    for client, after, x in (("b", 9, 3), ("a", 2, 1)):
        spoken = Spoken(NOW + after * MINUTE, Place(WEST + x * STEP, SOUTH))
        actions.report(
            crew=crew,
            turnout=None,
            client_id=client,
            verb="",
            spoken=spoken,
            by=scene.driver,
            at=NOW + 10 * MINUTE,
        )
    crew.refresh_from_db()
    assert crew.position.x == pytest.approx(WEST + 3 * STEP)


def test_a_crew_is_thought_where_it_was_last_seen_while_that_is_fresh(scene):
    crew, other = scene.crew(0, 0), scene.crew(3, 3)
    actions.locate(crew=crew, place=Place(*SCENE), at=NOW)
    assert nearest(scene)[0].crew == crew
    live.advance(crews=True)
    late = queries.nearest(scene.duty, *SCENE, 2, at=NOW + timedelta(hours=3))
    assert late[0].crew == other


def test_who_may_order_and_who_may_report(scene):
    stranger, crew = asker(Role.DEPARTMENT, make_unit()), scene.crew()
    with pytest.raises(NotAllowed):
        actions.open_mission(
            asked=actions.Asked("fire", "x", Place(*SCENE)), nonce="n", by=scene.driver, at=NOW
        )
    turnout = scene.sent(crew)
    with pytest.raises(NotAllowed):
        actions.step(turnout, "accept", by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        actions.report(
            crew=crew, turnout=turnout, client_id="a", verb="accept", spoken=Spoken(), by=stranger, at=NOW
        )
    with pytest.raises(NotAllowed):
        actions.keep_crew(crew=crew, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        actions.send(mission=turnout.mission, crews=[(crew.pk, "fire")], by=stranger, at=NOW)


def test_an_exercise_sends_only_its_own_crews(scene):
    real, played = scene.crew(), scene.crew(1, 1, realm=Realm.EXERCISE)
    mission = scene.mission(realm=Realm.EXERCISE)
    with pytest.raises(Refusal, match="不存在"):
        scene.sent(real, mission)
    turnout = scene.sent(played, mission)
    assert turnout.realm == "exercise"
    assert mission.number.startswith("演练")
    assert Turnout.objects.count() == 0
    actions.step(turnout, "arrive", by=scene.driver, at=NOW + MINUTE)
    assert queries.punctuality(scene.duty, NOW - MINUTE).arrived == 0


def test_a_crew_that_declines_is_free_again_and_says_why(scene):
    crew = scene.crew()
    turnout = scene.sent(crew)
    with pytest.raises(Refusal, match="理由"):
        actions.step(turnout, "decline", by=scene.driver, at=NOW)
    actions.step(turnout, "decline", by=scene.driver, at=NOW, why="车辆故障")
    crew.refresh_from_db()
    assert crew.status == "ready"
    assert Mission.objects.get().closed_at is None
    scene.sent(crew, turnout.mission)


def test_a_crew_needs_an_ability_and_a_call_sign_of_its_own(scene):
    crew = scene.crew(call_sign="xf-9001")
    assert crew.call_sign == "XF-9001"
    with pytest.raises(Conflict, match="已被使用"):
        scene.crew(call_sign="XF-9001")
    with pytest.raises(Refusal, match="能力"):
        scene.crew(abilities=())
    scene.sent(crew)
    crew.status = "off"
    with pytest.raises(Conflict, match="正在出动"):
        actions.keep_crew(crew=crew, by=scene.driver, at=NOW)


def test_a_question_compares_the_state_of_the_database_and_asks_little(scene, django_assert_max_num_queries):
    scene.crew()
    live.nearest(*SCENE, 8, at=NOW)
    with django_assert_max_num_queries(1):
        live.nearest(*SCENE, 8, at=NOW)
    assert connection.vendor == "postgresql"
