"""Who is sent where, whatever is done in whatever order, and by two at the same moment on two connections."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, Refusal
from ancheng.command.dispatch import actions, live, queries, rescue_actions, road_actions
from ancheng.command.dispatch.models import Closure, Crew, Mission, PhoneReport, Rescue, Turnout
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.kernel.events.models import Event
from tests.command.dispatch.makers import SCENE, SOUTH, STEP, WEST, Scene
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
CREWS, MISSIONS = 4, 3


def at_once(*jobs):
    """Each job on a connection of its own, all let go together; what each returned or how it was refused."""
    together, found = Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            together.wait()
            found[number] = job()
        except Exception as fault:  # noqa: BLE001 - what went wrong in a thread is looked at by `refused`
            found[number] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(jobs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def refused(found):
    """Those that were refused with a sentence; anything else that went wrong is a fault of ours."""
    faults = [each for each in found if isinstance(each, Exception) and not isinstance(each, Refusal)]
    assert faults == []
    return [each.sentence for each in found if isinstance(each, Refusal)]


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_the_same_moment_send_a_crew_once_and_the_other_is_told_where_it_is():
    scene = Scene()
    crew, missions = scene.crew(), [scene.mission() for _ in range(6)]
    jobs = [
        lambda m=m: actions.send(mission=m, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW)
        for m in missions
    ]
    said = refused(at_once(*jobs))
    turnout = Turnout.objects.get()
    assert len(said) == 5
    assert all(f"正在执行{turnout.mission.number}（幸福路3号，已派单）" in each for each in said)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_crews_crosswise_do_not_lock_each_other_out():
    scene = Scene()
    crews = [scene.crew(x, 1) for x in range(4)]
    missions = [scene.mission() for _ in range(4)]
    orders = [[(each.pk, "fire") for each in (crews if n % 2 else crews[::-1])] for n in range(4)]
    jobs = [
        lambda m=m, o=o: actions.send(mission=m, crews=o, by=scene.duty, at=NOW)
        for m, o in zip(missions, orders, strict=True)
    ]
    assert len(refused(at_once(*jobs))) == 3
    assert Turnout.objects.count() == 4
    assert Turnout.objects.values("mission").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_crew_that_finishes_while_more_are_sent_to_its_mission_locks_nobody_out():
    scene = Scene()
    mission, first, second = scene.mission(), scene.crew(0, 0), scene.crew(1, 1)
    turnout = scene.sent(first, mission)
    actions.step(turnout, "arrive", by=scene.driver, at=NOW + MINUTE)
    here = Spoken(NOW + 2 * MINUTE, Place(WEST + STEP, SOUTH))
    for _ in range(3):
        again = Turnout.every.select_related("crew__team__unit", "mission", "owner_unit").get(pk=turnout.pk)
        found = at_once(
            lambda again=again: actions.step(
                again, "finish", by=scene.driver, at=NOW + 3 * MINUTE, spoken=here
            ),
            lambda: actions.send(
                mission=mission, crews=[(second.pk, "fire"), (first.pk, "fire")], by=scene.duty, at=NOW
            ),
            lambda: actions.locate(crew=second, place=Place(*SCENE), at=NOW + 3 * MINUTE),
        )
        refused(found)
    turnout.refresh_from_db()
    assert turnout.state == "done"
    out = set(Turnout.objects.exclude(state__in=queries.ENDS).values_list("crew_id", flat=True))
    assert out == set(Crew.objects.filter(status="out").values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_of_an_order_a_call_a_closure_and_a_phones_record_is_one_each():
    scene = Scene()
    scene.elevator()
    crew = scene.crew()
    asked = actions.Asked("fire", "起火", Place(*SCENE))

    def opened():
        return actions.open_mission(asked=asked, nonce="same", by=scene.duty, at=NOW).pk

    missions = at_once(opened, opened, opened)
    assert refused(missions) == []
    assert len(set(missions)) == Mission.objects.count() == 1
    mission = Mission.objects.get()

    def sent():
        done = actions.send(mission=mission, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW, nonce="form")
        return done[0].pk

    turnouts = at_once(sent, sent, sent)
    assert refused(turnouts) == []
    assert len(set(turnouts)) == Turnout.objects.count() == 1
    turnout = Turnout.objects.get()

    def called():
        call = rescue_actions.Call("phone:same", rescue_code="123456")
        return rescue_actions.take_call(call=call, by=scene.duty, at=NOW).pk

    rescues = at_once(called, called, called)
    assert refused(rescues) == []
    assert len(set(rescues)) == Rescue.objects.count() == 1

    def shut():
        drawn = f"SRID=4326;POINT({WEST + 4.5 * STEP} {SOUTH + 5 * STEP})"
        closure = Closure(reason="警戒", geometry=drawn, starts_at=NOW, nonce="drawn")
        closure.geometry = Closure._meta.get_field("geometry").to_python(drawn)
        return road_actions.shut(closure=closure, by=scene.duty, at=NOW).pk

    closures = at_once(shut, shut, shut)
    assert refused(closures) == []
    assert len(set(closures)) == Closure.objects.count() == 1

    def told():
        mine = Turnout.every.select_related("crew__team__unit", "mission", "owner_unit").get(pk=turnout.pk)
        return actions.report(
            crew=mine.crew,
            turnout=mine,
            client_id="said",
            verb="accept",
            spoken=Spoken(NOW),
            by=scene.driver,
            at=NOW,
        )

    assert refused(at_once(told, told, told)) == []
    assert PhoneReport.objects.count() == 1
    assert Event.objects.filter(name="CrewReported", payload__state="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_crew_that_is_edited_while_it_is_sent_stays_out():
    scene = Scene()
    crew, mission = scene.crew(), scene.mission()
    edited = Crew.every.select_related("team__unit").get(pk=crew.pk)
    edited.phone = "010-1"
    at_once(
        lambda: actions.send(mission=mission, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW),
        lambda: actions.keep_crew(crew=edited, by=PLATFORM, at=NOW),
    )
    assert Turnout.objects.exclude(state__in=queries.ENDS).count() == 1
    assert Crew.objects.get(pk=crew.pk).status == "out"


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_changed_is_heeded_by_the_next_question():
    scene = Scene()
    crew, other = scene.crew(4, 5), scene.crew(0, 0)
    assert live.nearest(*SCENE, 1, at=NOW)[0][0][0] == crew.pk
    mission = scene.mission()
    at_once(lambda: actions.send(mission=mission, crews=[(crew.pk, "fire")], by=scene.duty, at=NOW))
    assert live.nearest(*SCENE, 1, at=NOW)[0][0][0] == other.pk


sends = st.tuples(
    st.just("send"), st.integers(0, MISSIONS - 1), st.lists(st.integers(0, CREWS - 1), min_size=1, max_size=3)
)
steps = st.tuples(
    st.sampled_from(("accept", "set_out", "arrive", "finish", "decline", "recall")), st.integers(0, CREWS - 1),
    st.just(()),
)  # fmt: skip
edits = st.tuples(st.sampled_from(("ready", "off", "out")), st.integers(0, CREWS - 1), st.just(()))
phones = st.tuples(
    st.just("phone"), st.integers(0, CREWS - 1), st.sampled_from(("accept", "arrive", "finish", ""))
)


def do(scene, missions, crews, deed, at):
    verb, number, more = deed
    if verb == "send":
        chosen = [(crews[each].pk, "fire") for each in more]
        return actions.send(mission=missions[number], crews=chosen, by=scene.duty, at=at)
    if verb in ("ready", "off", "out"):
        crew = Crew.every.select_related("team__unit").get(pk=crews[number].pk)
        crew.status = verb
        return actions.keep_crew(crew=crew, by=PLATFORM, at=at)
    rows = Turnout.every.select_related("crew__team__unit", "mission", "owner_unit", "issuer_unit")
    turnout = rows.filter(crew=crews[number]).order_by("-pk").first()
    if turnout is None:
        return None
    if verb == "phone":
        return actions.report(
            crew=turnout.crew, turnout=turnout, client_id=f"{number}{more}", verb=more, spoken=Spoken(at), by=scene.driver,
            at=at,
        )  # fmt: skip
    return actions.step(turnout, verb, by=scene.duty if verb == "recall" else scene.driver, at=at, why="改派")


def tried(scene, missions, crews, deed, at):
    """The refusal of a deed, or None where it was done."""
    try:
        do(scene, missions, crews, deed, at)
    except Refusal as refusal:
        return refusal
    return None


def picture():
    """All that a refusal must leave as it was."""
    return (
        list(Turnout.every.order_by("pk").values_list("pk", "crew", "mission", "state")),
        list(Crew.every.order_by("pk").values_list("pk", "status", "position_at")),
        PhoneReport.objects.count(),
        Event.objects.count(),
    )


@pytest.mark.django_db
def test_whatever_is_ordered_said_or_edited_a_crew_is_out_at_one_place_exactly_while_it_is_said_to_be_out():
    scene = Scene()
    crews, missions = [scene.crew(n, n) for n in range(CREWS)], [scene.mission() for _ in range(MISSIONS)]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(sends, sends, steps, steps, edits, phones), max_size=14))
    def hold(deeds):
        with transaction.atomic():
            at = NOW
            for deed in deeds:
                at += MINUTE
                before = picture()
                refusal = tried(scene, missions, crews, deed, at)
                if refusal is not None:
                    assert picture() == before
                if isinstance(refusal, Conflict) and deed[0] == "send" and "正在执行" in refusal.sentence:
                    out = Turnout.every.exclude(state__in=queries.ENDS).select_related("mission")
                    chosen = out.filter(crew_id__in=[crews[each].pk for each in deed[2]])
                    assert any(each.mission.number in refusal.sentence for each in chosen)
                open_ = list(Turnout.every.exclude(state__in=queries.ENDS).values_list("crew_id", flat=True))
                assert len(open_) == len(set(open_))
                assert set(open_) == set(Crew.every.filter(status="out").values_list("pk", flat=True))
                told = Event.objects.filter(name="CrewReported").count()
                moved = Event.objects.filter(
                    name="CaseMoved", payload__subject_type="dispatch.turnout"
                ).count()
                assert told == moved + Turnout.every.count()
            transaction.set_rollback(True)

    hold()
