"""Verbs on drills and on exercises by script."""

from datetime import date, timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.drills import actions, exercise_actions, queries
from ancheng.command.drills.actions import Planned, Wanting
from ancheng.command.drills.models import Drill, Exercise
from ancheng.kernel.notices.models import Delivery, DeliveryState, Notice
from ancheng.kernel.people.models import Person
from ancheng.kernel.tasks.models import Task
from ancheng.monitoring.warnings.models import Alarm, Warning
from tests.command.contingency.makers import District, make_plan, make_valid
from tests.command.drills.makers import HELD, SHEET, make_drill, make_held, make_running
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.monitoring.makers import make_watch
from tests.monitoring.making import make_sensor, make_source
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
POOR = dict.fromkeys(SHEET, 0)


@pytest.fixture
def district():
    make_office()
    return District()


def test_a_drill_goes_from_the_schedule_to_the_last_defect(district):
    plan = make_valid(district.bureau, "government")
    drill = make_drill(district.street, plan=plan, by=district.clerk)
    assert drill.number.startswith("YL-2026-")
    actions.hold(drill, **HELD, by=district.clerk, at=NOW)
    plan.refresh_from_db()
    assert plan.last_drill_on == NOW.date()
    wanting = Wanting("对讲机不通", district.street, date(2026, 12, 20))
    actions.evaluate(
        drill, marks=SHEET, remarks={"support": "通信差"}, wanting=[wanting], by=district.clerk, at=NOW
    )
    drill.refresh_from_db()
    assert (drill.points, drill.conclusion, drill.state) == (100, "优", "evaluated")
    task = Task.objects.get(source_type="drills.drill", source_id=drill.pk)
    assert (task.owner_unit, task.ends_on, task.title) == (
        district.street,
        date(2026, 12, 20),
        "演练问题整改：对讲机不通",
    )
    with pytest.raises(Refusal, match="还有 1 项问题"):
        actions.close(drill, by=district.clerk, at=NOW)
    Task.every.filter(pk=task.pk).update(state="done")
    actions.close(drill, by=district.clerk, at=NOW)
    assert drill.state == "closed"


def test_a_failed_drill_must_say_what_was_wanting(district):
    drill = make_held(district.street)
    with pytest.raises(Refusal, match="至少写明一项问题"):
        actions.evaluate(drill, marks=POOR, remarks={}, wanting=[], by=PLATFORM, at=NOW)
    wanting = [Wanting("x", district.street, date(2026, 1, 1))]
    with pytest.raises(Refusal, match="不能早于今天"):
        actions.evaluate(drill, marks=POOR, remarks={}, wanting=wanting, by=PLATFORM, at=NOW)
    drill.refresh_from_db()
    assert (drill.state, drill.points, Task.objects.count()) == ("held", None, 0)


def test_a_hazardous_unit_reports_its_drill_before_it_is_closed(district):
    firm = make_enterprise(district.street)
    plan = make_plan(firm, "enterprise", high_risk=True)
    drill = make_drill(firm, plan=plan)
    with pytest.raises(Conflict, match="尚未实施"):
        actions.report(drill=drill, by=PLATFORM, at=NOW)
    actions.hold(drill, **HELD, by=PLATFORM, at=NOW)
    actions.evaluate(drill, marks=SHEET, remarks={}, wanting=[], by=PLATFORM, at=NOW)
    with pytest.raises(Refusal, match="须先报送"):
        actions.close(drill, by=PLATFORM, at=NOW)
    actions.report(drill=drill, by=PLATFORM, at=NOW)
    with pytest.raises(Conflict, match="已经报送"):
        actions.report(drill=drill, by=PLATFORM, at=NOW)
    actions.close(drill, by=PLATFORM, at=NOW)


def test_an_older_drill_written_down_later_does_not_turn_the_plan_back(district):
    plan = make_valid(district.bureau, "government")
    make_held(district.bureau, plan=plan)
    older = make_drill(district.bureau, plan=plan)
    actions.hold(older, **{**HELD, "held_on": date(2026, 3, 1)}, by=PLATFORM, at=NOW)
    plan.refresh_from_db()
    assert plan.last_drill_on == NOW.date()


def test_a_schedule_with_a_fault_is_refused_as_a_whole(district):
    good = Planned("演练", "tabletop", "single", date(2026, 12, 1))
    for bad, said in (
        (Planned(" ", "tabletop", "single", date(2026, 12, 1)), "演练名称"),
        (Planned("演练", "dance", "single", date(2026, 12, 1)), "形式"),
        (Planned("演练", "tabletop", "all", date(2026, 12, 1)), "形式"),
    ):
        with pytest.raises(Refusal, match=said):
            actions.schedule(lines=[good, bad], owner=district.street, by=district.clerk, at=NOW)
    assert not Drill.objects.exists()


def test_nobody_drills_after_a_plan_that_was_withdrawn(district):
    from ancheng.command.contingency.actions import withdraw

    plan = make_valid(district.bureau, "government")
    withdraw(plan, why="机构改革", by=PLATFORM, at=NOW)
    with pytest.raises(Refusal, match="已废止"):
        make_drill(district.bureau, plan=plan)


def test_a_unit_plans_its_own_and_its_communities_drills_and_nobody_elses(district):
    make_drill(district.community, by=district.clerk)
    with pytest.raises(NotAllowed, match="联系其工作人员"):
        make_drill(make_unit(), by=district.clerk)
    with pytest.raises(NotAllowed):
        make_drill(district.street, by=asker(Role.AUDITOR))


def test_a_drill_is_put_off_within_its_year_with_a_reason_and_its_clock_follows(district):
    drill = make_drill(district.street)
    with pytest.raises(Refusal, match="理由"):
        actions.replan(drill=drill, planned_on=date(2026, 12, 20), why=" ", by=PLATFORM, at=NOW)
    with pytest.raises(Refusal, match="2026 年内"):
        actions.replan(drill=drill, planned_on=date(2027, 1, 2), why="x", by=PLATFORM, at=NOW)
    actions.replan(drill=drill, planned_on=date(2026, 12, 20), why="道路施工", by=PLATFORM, at=NOW)
    drill.refresh_from_db()
    assert drill.due_at.date() == date(2026, 12, 20)
    actions.hold(drill, **HELD, by=PLATFORM, at=NOW)
    with pytest.raises(Conflict):
        actions.replan(drill=drill, planned_on=date(2026, 12, 21), why="x", by=PLATFORM, at=NOW)


def test_a_plan_not_drilled_in_its_legal_period_is_due_and_a_scheduled_one_is_not_missing(district):
    on = NOW.date()
    never = make_valid(district.bureau, "government")
    kept = make_valid(district.bureau, "government", matter="flood")
    make_held(district.bureau, plan=kept)
    seen = asker(Role.OFFICE)
    assert list(queries.plans_due(seen, on)) == [never]
    assert list(queries.without_drill(seen, 2026, on)) == [never]
    make_drill(district.bureau, plan=never)
    assert list(queries.without_drill(seen, 2026, on)) == []
    assert list(queries.plans_due(seen, on)) == [never]
    row = next(each for each in queries.units(seen, on) if each.unit == district.bureau)
    assert (row.plans, row.late, row.held) == (2, 1, 1)


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2027, 2, 28), date(2028, 2, 29), date(2026, 12, 31)])
def test_the_database_and_the_rule_agree_on_what_is_late(district, on):
    plans = [
        make_valid(district.bureau, "government"),
        make_plan(make_enterprise(district.street), "enterprise", high_risk=True),
        make_plan(make_enterprise(district.street), "enterprise", form="onsite"),
        make_plan(make_enterprise(district.street), "enterprise", form="special"),
    ]
    rows = type(plans[0]).objects.filter(pk__in=[each.pk for each in plans])
    for days in (*range(0, 40, 9), *range(170, 200), *range(355, 380), *range(720, 740)):
        rows.update(last_drill_on=on - timedelta(days=days))
        late = {each.pk for each in rows if each.drill(on).late}
        assert set(rows.filter(queries._late(on)).values_list("pk", flat=True)) == late, days


def holds(case, verb):
    """A walk by moves alone skips what the verbs set; the database wants a drill held to have a day and people."""
    fields = {"hold": {"held_on": NOW.date(), "people": 3}, "evaluate": {"points": 80}}.get(verb, {})
    if fields:
        type(case).every.filter(pk=case.pk).update(**fields)


@pytest.mark.parametrize("seed", range(6))
def test_no_drill_leaves_its_table_and_each_change_has_one_row(district, seed):
    walk(make_drill(district.street), seed, prepare=holds)


# Exercises by script.


@pytest.fixture
def methane(district):
    """A methane sensor and the rule that watches it."""
    watch = make_watch()
    make_sensor(make_source()[0])
    return watch


def test_an_exercise_gives_what_is_due_once_and_nothing_before_its_time(district):
    exercise = make_running(make_drill(district.street), "high_rise_fire")
    assert exercise.injects.filter(given_at__isnull=False).count() == 1
    exercise_actions.tick(at=NOW + timedelta(minutes=2))
    assert exercise.injects.filter(given_at__isnull=False).count() == 1
    exercise_actions.tick(at=NOW + timedelta(minutes=9))
    exercise_actions.tick(at=NOW + timedelta(minutes=9))
    assert exercise.injects.filter(given_at__isnull=False).count() == 3
    assert Warning.every.filter(realm=Realm.EXERCISE).count() == 1
    titles = Notice.objects.filter(kind="drills.inject", person_id=district.clerk.person_id)
    assert titles.count() == 3
    assert all(each.title.startswith("【演练】") for each in titles)


def test_who_starts_twice_or_lays_ready_twice_is_told_so(district):
    drill = make_drill(district.street)
    exercise = make_running(drill)
    with pytest.raises(Conflict, match="已经开始"):
        exercise_actions.start(exercise=exercise, by=PLATFORM, at=NOW)
    with pytest.raises(Conflict, match="已安排推演"):
        exercise_actions.prepare(drill=drill, key="rainstorm", by=PLATFORM, at=NOW)
    held = make_held(district.street)
    with pytest.raises(Conflict, match="已实施"):
        exercise_actions.prepare(drill=held, key="rainstorm", by=PLATFORM, at=NOW)


def test_the_first_answer_counts_and_is_timed(district):
    exercise = make_running(make_drill(district.street), "high_rise_fire")
    first, second = exercise.injects.all()[:2]
    with pytest.raises(Conflict, match="尚未下达"):
        exercise_actions.answer(inject=second, text="已通知", by=district.clerk, at=NOW)
    with pytest.raises(Refusal, match="采取了什么"):
        exercise_actions.answer(inject=first, text=" ", by=district.clerk, at=NOW)
    late = NOW + timedelta(minutes=4)
    exercise_actions.answer(inject=first, text="已到场核实", by=district.clerk, at=late)
    with pytest.raises(Conflict, match="已有人响应"):
        exercise_actions.answer(inject=first, text="我也到了", by=district.reader, at=late)
    found = queries.timing_of(exercise.injects.all(), late)
    assert (found.given, found.in_time, found.late, found.slowest) == (1, 0, 1, 4.0)


def test_after_the_end_nothing_is_given_and_nothing_answered(district):
    exercise = make_running(make_drill(district.street))
    exercise_actions.end(exercise=exercise, by=PLATFORM, at=NOW)
    assert exercise_actions.tick(at=NOW + timedelta(hours=5)) == 0
    assert exercise_actions.give_due(exercise=exercise, at=NOW + timedelta(hours=5)) == 0
    with pytest.raises(Conflict, match="没有进行"):
        exercise_actions.answer(inject=exercise.injects.first(), text="x", by=district.clerk, at=NOW)
    with pytest.raises(Conflict, match="没有进行"):
        exercise_actions.end(exercise=exercise, by=PLATFORM, at=NOW)


def test_injected_readings_raise_an_alarm_by_the_rules_in_force_in_the_exercise_only(methane, district):
    exercise = make_running(make_drill(district.street))
    alarm = Alarm.every.get()
    assert (alarm.realm, alarm.value, alarm.kind) == ("exercise", 32.0, "gas_leak")
    inject = exercise.injects.first()
    assert (inject.made_type, inject.made_id, inject.fault) == ("warnings.alarm", alarm.pk, "")
    assert not Alarm.objects.exists()
    assert not Warning.objects.exists()


def test_where_no_rule_would_raise_the_director_is_told_and_the_players_get_the_words(district):
    exercise = make_running(make_drill(district.street))
    inject = exercise.injects.first()
    assert "没有启用的规则" in inject.fault
    assert Notice.objects.filter(kind="drills.inject").exists()


def test_nothing_of_an_exercise_leaves_by_a_channel(district):
    from ancheng.kernel.notices.models import ContactPoint

    person = Person.objects.get(pk=district.clerk.person_id)
    ContactPoint.objects.create(person=person, channel="email", address="clerk@example.org", enabled=True)
    exercise = make_running(make_drill(district.street))
    exercise_actions.tick(at=NOW + timedelta(hours=2))
    states = set(Delivery.objects.filter(notice__realm="exercise").values_list("state", flat=True))
    assert states == {DeliveryState.SUPPRESSED}
    assert not Delivery.objects.filter(notice__kind__startswith="drills").exclude(
        state=DeliveryState.SUPPRESSED
    )
    assert exercise.injects.filter(given_at=None).count() == 0


def test_an_exercise_is_only_there_for_who_asks_for_it_on_purpose(district):
    exercise = make_running(make_drill(district.street))
    assert not Exercise.objects.exists()
    assert queries.one_exercise(district.clerk, exercise.pk) == exercise
    with pytest.raises(Absent):
        queries.one_exercise(asker(Role.ENTERPRISE, make_enterprise()), exercise.pk)


def test_only_who_commands_or_organises_directs(district):
    drill = make_drill(make_enterprise(district.street))
    firm = asker(Role.ENTERPRISE, drill.owner_unit)
    with pytest.raises(NotAllowed, match="导调"):
        exercise_actions.prepare(drill=drill, key="gas_leak", by=firm, at=NOW)
    inject, auditor = make_running(drill).injects.first(), asker(Role.AUDITOR)
    with pytest.raises(NotAllowed, match="审计员"):
        exercise_actions.answer(inject=inject, text="x", by=auditor, at=NOW)
