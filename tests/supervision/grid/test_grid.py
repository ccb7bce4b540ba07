"""From a code on a wall to a closed event, and where nobody looks."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.contracts.kernel import CaseMoved
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Person
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import actions as dangers
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Grade, Source
from ancheng.supervision.grid import actions, coverage, queries
from ancheng.supervision.grid.codes import code_of, picture_of, point_of
from ancheng.supervision.grid.models import CheckIn, Event, PatrollerKind
from ancheng.supervision.grid.reactions import follow_danger
from ancheng.supervision.grid.rules import Risk, Verdict
from tests.factories import NOW, asker, make_enterprise, make_unit
from tests.supervision.grid.conftest import SPOT

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_client(seat) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=seat.person_id), backend=BACKEND)
    return client


def test_a_code_opens_its_point_and_a_made_up_or_changed_one_does_not(scene):
    code = code_of(scene.point)
    assert point_of(code) == scene.point
    for wrong in (f"{scene.point.pk}.1:forged", code[:-1] + ("A" if code[-1] != "A" else "B"), "x"):
        with pytest.raises(Absent, match="不是本平台"):
            point_of(wrong)


def test_after_the_plate_was_replaced_the_copied_code_is_worthless(scene):
    old = code_of(scene.point)
    actions.replace_code(point=scene.point, why="旧码被翻拍", by=scene.officer, at=NOW)
    with pytest.raises(Absent, match="已更换"):
        point_of(old)
    assert point_of(code_of(scene.point)) == scene.point


def test_the_picture_of_a_code_is_an_svg_without_script(scene):
    picture = picture_of(scene.point)
    assert picture.lstrip().startswith(b"<?xml") or b"<svg" in picture[:200]
    assert b"<script" not in picture


def test_a_check_in_says_how_far_away_it_was(scene):
    near = actions.check_in(point=scene.point, by=scene.worker, at=NOW, phone=SPOT, accuracy_m=10)
    assert (near.near, near.distance_m) == (True, 0.0)
    far = actions.check_in(
        point=scene.point, by=scene.worker, at=NOW + timedelta(hours=1), phone=(116.50, 39.95)
    )
    assert far.near is False
    unknown = actions.check_in(point=scene.point, by=scene.worker, at=NOW + timedelta(hours=2))
    assert (unknown.near, unknown.distance_m) == (None, None)


def test_a_check_in_sent_twice_is_one_visit_with_one_audit_row(scene):
    first = actions.check_in(point=scene.point, by=scene.worker, at=NOW, phone=SPOT, key="k1")
    again = actions.check_in(
        point=scene.point, by=scene.worker, at=NOW + timedelta(hours=3), phone=SPOT, key="k1"
    )
    hasty = actions.check_in(point=scene.point, by=scene.worker, at=NOW + timedelta(minutes=4), phone=SPOT)
    assert first == again == hasty
    assert Entry.objects.filter(subject_type="grid.point", verb="巡查签到").count() == 1


def test_an_enterprise_does_not_check_in(scene):
    with pytest.raises(NotAllowed):
        actions.check_in(point=scene.point, by=asker(Role.ENTERPRISE, make_enterprise(scene.street)), at=NOW)


def test_a_round_counts_the_points_that_were_visited_on_the_spot(scene):
    other = actions.set_point(
        name="小学西门", unit=scene.grid, spot=SPOT, asset=None, address="", by=scene.officer, at=NOW
    )
    plan = actions.make_plan(
        title="每周巡查",
        unit=scene.grid,
        every_days=7,
        starts_on=date(2026, 11, 23),
        ends_on=None,
        points=[scene.point, other],
        by=scene.officer,
        at=NOW,
    )
    actions.check_in(point=scene.point, by=scene.worker, at=NOW, phone=SPOT)
    actions.check_in(point=other, by=scene.worker, at=NOW, phone=(116.6, 39.9))
    (standing,) = queries.standings([plan], date(2026, 11, 24))
    assert (standing.done, standing.percent) == (1, 50)
    (following,) = queries.standings([plan], date(2026, 11, 30))
    assert following.done == 0
    (early,) = queries.standings([plan], date(2026, 11, 1))
    assert early.percent is None


def test_a_street_plans_for_its_own_area_only(scene):
    elsewhere = make_unit("第二街道", UnitKind.SUBDISTRICT)
    with pytest.raises(NotAllowed, match="辖区"):
        actions.set_point(
            name="甲", unit=elsewhere, spot=None, asset=None, address="", by=scene.officer, at=NOW
        )
    with pytest.raises(NotAllowed):
        actions.set_point(
            name="甲", unit=scene.grid, spot=None, asset=None, address="", by=scene.worker, at=NOW
        )


def test_an_event_is_reported_accepted_dispatched_handled_checked_and_closed(scene):
    event = scene.accepted()
    water = make_unit("区水务局")
    actions.dispatch(event=event, to=water, demands="今日内补齐井盖", by=scene.officer, at=NOW)
    doer = asker(Role.DEPARTMENT, water)
    assert Event.objects.visible_to(doer).filter(pk=event.pk).exists()
    actions.handle(event=event, result="已补齐井盖", by=doer, at=NOW)
    actions.check(event=event, by=scene.officer, at=NOW)
    actions.close(event=event, by=scene.officer, at=NOW)
    states = Entry.objects.filter(subject_type="grid.event", subject_id=event.pk).exclude(to_state="")
    assert list(states.order_by("id").values_list("to_state", flat=True)) == [
        "found",
        "reported",
        "accepted",
        "dispatched",
        "handled",
        "checked",
        "closed",
    ]
    assert not Clock.objects.of(event).filter(stopped_at=None).exists()


def test_what_a_grid_worker_removes_on_the_spot_is_closed_at_once_with_how(scene):
    event = scene.found()
    with pytest.raises(Refusal, match="理由"):
        actions.settle(event=event, how=" ", by=scene.worker, at=NOW)
    actions.settle(event=event, how="已移开挡路的共享单车", by=scene.worker, at=NOW)
    assert event.state == "closed"


def test_the_same_submission_arrives_once(scene):
    assert scene.found(key="abc") == scene.found(key="abc")
    assert Event.every.count() == 1


def test_who_handled_it_does_not_check_it(scene):
    event = scene.accepted()
    actions.dispatch(event=event, to=scene.street, demands="立即处置", by=scene.officer, at=NOW)
    actions.handle(event=event, result="已处置", by=scene.officer, at=NOW)
    with pytest.raises(NotAllowed, match="本人处置"):
        actions.check(event=event, by=scene.officer, at=NOW)
    actions.check(event=event, by=scene.colleague, at=NOW)


def test_an_event_is_not_dispatched_to_an_enterprise(scene):
    with pytest.raises(Refusal, match="不能承办"):
        actions.dispatch(
            event=scene.accepted(), to=make_enterprise(scene.street), demands="处置", by=scene.officer, at=NOW
        )


def test_an_event_that_is_a_danger_opens_one_and_follows_it_to_its_end(scene):
    event = scene.accepted()
    danger = actions.entrust(
        event=event, grade=Grade.GENERAL, clause="《消防法》第二十八条", by=scene.officer, at=NOW
    )
    assert (danger.source, danger.source_type, danger.source_id) == ("patrol", "grid.event", str(event.pk))
    assert danger.grid == scene.grid or danger.subdistrict == scene.street
    event.refresh_from_db()
    assert (event.state, event.danger) == ("entrusted", danger)
    fact = CaseMoved("dangers.danger", danger.pk, "reject", "found", "rejected", None, NOW)
    follow_danger(fact)
    event.refresh_from_db()
    assert event.state == "checked"
    assert "不予认定" in event.result
    follow_danger(fact)
    assert Entry.objects.filter(subject_type="grid.event", to_state="checked").count() == 1


def test_a_danger_on_its_way_does_not_close_the_event(scene):
    event = scene.accepted()
    danger = actions.entrust(event=event, grade=Grade.GENERAL, clause="", by=scene.officer, at=NOW)
    follow_danger(CaseMoved("dangers.danger", danger.pk, "grade", "found", "graded", None, NOW))
    event.refresh_from_db()
    assert event.state == "entrusted"


def cover_of(scene, at=NOW):
    return next(each for each in coverage.covers(scene.office, at) if each.grid == scene.grid)


def test_a_grid_without_any_sign_is_blind_and_its_risk_is_unknown(scene):
    cover = cover_of(scene)
    assert (cover.verdict, cover.risk, cover.patrol) == (Verdict.BLIND, Risk.UNKNOWN, None)


def test_a_visit_covers_a_grid_until_its_days_are_over_and_one_from_afar_does_not(scene):
    actions.check_in(point=scene.point, by=scene.worker, at=NOW, phone=(116.6, 39.9))
    assert cover_of(scene).verdict == Verdict.BLIND
    actions.check_in(point=scene.point, by=scene.worker, at=NOW + timedelta(minutes=9), phone=SPOT)
    assert cover_of(scene).verdict == Verdict.COVERED
    assert cover_of(scene, NOW + timedelta(days=16)).verdict == Verdict.BLIND


def test_an_open_major_danger_shortens_the_days_of_a_grid(scene):
    actions.check_in(point=scene.point, by=scene.worker, at=NOW, phone=SPOT)
    danger = dangers.report(
        finding=Finding("燃气泄漏", scene.street.pk, Source.PATROL, Grade.MAJOR), by=scene.officer, at=NOW
    )
    Danger.every.filter(pk=danger.pk).update(grid=scene.grid)
    cover = cover_of(scene, NOW + timedelta(days=8))
    assert (cover.risk, cover.major_open, cover.verdict) == (Risk.HIGH, 1, Verdict.BLIND)


def test_a_sensor_sign_covers_in_part_and_an_older_one_does_not_replace_it(scene):
    actions.note_sensor(grid_id=scene.grid.pk, at=NOW)
    actions.note_sensor(grid_id=scene.grid.pk, at=NOW - timedelta(days=9))
    cover = cover_of(scene)
    assert (cover.sensor, cover.verdict) == (NOW, Verdict.PARTLY)


def test_a_community_counts_as_covered_when_each_of_its_grids_has_a_worker(scene):
    second = make_unit("甲社区第2网格", UnitKind.GRID, scene.community)
    assert coverage.rates(scene.office, NOW.date()).gridded == 0
    worker = {"name": "张三", "phone": "", "since": NOW.date(), "by": scene.officer, "at": NOW}
    # The first grid has its worker by a seat.
    row = actions.enlist(kind=PatrollerKind.GRID_WORKER, unit=second, **worker)
    rates = coverage.rates(scene.office, NOW.date())
    assert (rates.communities, rates.gridded, rates.inspected) == (1, 1, 0)
    actions.enlist(kind=PatrollerKind.INSPECTOR, unit=scene.community, **worker)
    assert coverage.rates(scene.office, NOW.date()).inspected_percent == 100.0
    actions.release(patroller=row, on=NOW.date(), by=scene.officer, at=NOW)
    with pytest.raises(Conflict):
        actions.release(patroller=row, on=NOW.date(), by=scene.officer, at=NOW)
    days = [NOW.date() + timedelta(days=number) for number in (-1, 0, 1)]
    assert [each.gridded for each in coverage.rates_over(scene.office, days)] == [0, 1, 0]
    assert coverage.rates_over(scene.office, days) == [coverage.rates(scene.office, on) for on in days]


def test_each_role_sees_the_events_of_its_own_area(scene):
    event = scene.accepted()
    stranger = asker(Role.SUBDISTRICT, make_unit("第二街道", UnitKind.SUBDISTRICT))
    for seat, status in ((scene.worker, 200), (scene.officer, 200), (scene.office, 200), (stranger, 404)):
        assert as_client(seat).get(f"/grid/events/{event.pk}/").status_code == status
        listed = as_client(seat).get("/grid/events/").content.decode()
        assert (event.number in listed) == (status == 200)


def test_a_phone_opens_a_code_checks_in_and_reports(scene):
    client = as_client(scene.worker)
    address = f"/grid/here/{code_of(scene.point)}/"
    assert "菜市场东门" in client.get(address).content.decode()
    client.post(address, {"longitude": SPOT[0], "latitude": SPOT[1], "accuracy": "12", "key": "a"})
    assert CheckIn.objects.get().near is True
    sent = {"title": "消火栓被遮挡", "kind": "fire", "then": "report", "key": "b"}
    answer = client.post(f"/grid/events/new/?code={code_of(scene.point)}", sent)
    event = Event.objects.get()
    assert answer["Location"] == f"/grid/events/{event.pk}/"
    assert (event.state, event.point, event.owner_unit) == ("reported", scene.point, scene.grid)
    client.post(f"/grid/events/new/?code={code_of(scene.point)}", sent)
    assert Event.objects.count() == 1


def test_every_page_opens_and_only_keepers_print_codes(scene):
    event = scene.accepted()
    actions.make_plan(
        title="每周巡查",
        unit=scene.grid,
        every_days=7,
        starts_on=date(2026, 11, 23),
        ends_on=None,
        points=[scene.point],
        by=scene.officer,
        at=NOW,
    )
    for seat in (scene.worker, scene.officer, scene.office, asker(Role.AUDITOR)):
        for address in ("", "events/", f"events/{event.pk}/", "events/new/", "points/", "plans/", "people/",
                        "coverage/", "coverage/?verdict=covered", f"points/{scene.point.pk}/"):  # fmt: skip
            assert as_client(seat).get(f"/grid/{address}").status_code == 200, (seat.role, address)
    assert as_client(scene.officer).get(f"/grid/points/{scene.point.pk}/code.svg").status_code == 200
    assert as_client(scene.worker).get(f"/grid/points/{scene.point.pk}/code.svg").status_code == 400


VERBS = [
    lambda event, by, at, text: actions.report(event=event, by=by, at=at),
    lambda event, by, at, text: actions.settle(event=event, how=text, by=by, at=at),
    lambda event, by, at, text: actions.accept(event=event, by=by, at=at),
    lambda event, by, at, text: actions.reject(event=event, why=text, by=by, at=at),
    lambda event, by, at, text: actions.dispatch(event=event, to=event.issuer_unit, demands=text, by=by, at=at),
    lambda event, by, at, text: actions.entrust(event=event, grade=Grade.GENERAL, clause="", by=by, at=at),
    lambda event, by, at, text: actions.follow(danger_id=event.danger_id or 0, outcome="已销号", by=PLATFORM, at=at),
    lambda event, by, at, text: actions.handle(event=event, result=text, by=by, at=at),
    lambda event, by, at, text: actions.give_back(event=event, why=text, by=by, at=at),
    lambda event, by, at, text: actions.check(event=event, by=by, at=at),
    lambda event, by, at, text: actions.close(event=event, by=by, at=at),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_no_event_leaves_its_table_and_each_change_has_one_audit_row(scene, seed):
    random, at, event, ended = Random(seed), NOW, scene.found(), 0
    people = [scene.worker, scene.officer, scene.colleague, scene.office]
    for _ in range(60):
        at += timedelta(hours=1)
        event = Event.every.select_related("owner_unit", "issuer_unit", "point").get(pk=event.pk)
        if event.ended:
            ended += 1
            event = scene.found()
        for by in random.sample(people, len(people)):
            try:
                random.choice(VERBS)(event, by, at, random.choice(["", "按要求处置"]))
            except Refusal:
                continue
            break
        event = Event.every.get(pk=event.pk)
        rows = Entry.objects.filter(subject_type="grid.event", subject_id=event.pk).exclude(to_state="")
        path = list(rows.order_by("id").values_list("from_state", "to_state"))
        table = {(source, step.target) for step in event.WORKFLOW.steps for source in step.sources}
        assert path[0] == ("", "found")
        assert all(step in table for step in path[1:])
        assert all(before[1] == after[0] for before, after in pairwise(path))
        assert path[-1][1] == event.state
    assert ended or len(path) > 2
