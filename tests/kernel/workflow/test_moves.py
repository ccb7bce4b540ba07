"""A case changes state only through its table, once, with a clock, an audit row and an announcement."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import BEIJING
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.events.models import Event
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import (
    ask_extension,
    decide_extension,
    move,
    pause_clock,
    resume_clock,
    verbs_for,
)
from ancheng.kernel.workflow.models import Clock
from ancheng.kernel.workflow.replay import Moved, replay
from tests.factories import NOW, asker, make_office, make_task, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db):
    return make_unit("区水务局")


@pytest.fixture
def officer(bureau):
    return asker(Role.DEPARTMENT, bureau)


def test_a_step_changes_state_clock_audit_and_outbox_together(bureau, officer):
    task = make_task(bureau)
    first = Clock.objects.of(task).get()
    move(task, "plan", by=officer, at=NOW + timedelta(days=1))
    task.refresh_from_db()
    assert task.state == "planned"
    first.refresh_from_db()
    assert first.met is True
    running = Clock.objects.of(task).get(stopped_at=None)
    assert running.due_at == task.ends_at == task.due_at
    row = Entry.objects.filter(subject_type="tasks.task", subject_id=task.pk).latest("id")
    assert (row.from_state, row.to_state, row.actor_id) == ("assigned", "planned", officer.person_id)
    assert Event.objects.get(name="CaseMoved").payload["verb"] == "plan"


def test_the_clock_counts_working_days_around_the_spring_festival(bureau):
    from ancheng.kernel.workflow.holidays import seed_calendar

    seed_calendar(at=NOW)
    task = make_task(bureau, at=datetime(2026, 2, 13, 2, 0, tzinfo=UTC))
    # After Friday 13 February 2026: 14 and 28 are worked (调休), 15 to 23 are off; the tenth is 5 March.
    assert Clock.objects.of(task).get().due_at.astimezone(BEIJING).date().isoformat() == "2026-03-05"


def test_a_step_that_the_table_does_not_know_is_a_conflict_that_names_the_state(bureau, officer):
    task = make_task(bureau)
    with pytest.raises(Conflict, match="现处于“已交办”"):
        move(task, "submit", by=officer, at=NOW)


def test_an_officer_of_another_unit_may_not_take_the_step(bureau):
    task = make_task(bureau)
    with pytest.raises(NotAllowed, match="请联系区水务局"):
        move(task, "plan", by=asker(Role.DEPARTMENT, make_unit("区商务局")), at=NOW)


def test_an_auditor_may_look_but_not_touch(bureau):
    task = make_task(bureau)
    auditor = asker(Role.AUDITOR)
    assert verbs_for(task, auditor) == []
    with pytest.raises(NotAllowed):
        move(task, "plan", by=auditor, at=NOW)


def test_sending_back_needs_a_reason(bureau, officer):
    task = make_task(bureau)
    for verb in ("plan", "start", "submit"):
        move(task, verb, by=officer, at=NOW)
    with pytest.raises(Refusal, match="须填写理由"):
        move(task, "send_back", by=asker(Role.OFFICE), at=NOW, why="  ")


def test_a_stale_reading_cannot_overwrite_what_somebody_else_did(bureau, officer):
    task = make_task(bureau)
    stale = Task.objects.get(pk=task.pk)
    move(task, "plan", by=officer, at=NOW)
    with pytest.raises(Conflict, match="可能已由他人办理"):
        move(stale, "plan", by=officer, at=NOW)
    assert Entry.objects.filter(subject_id=task.pk, to_state="planned").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins_and_the_other_is_told():
    bureau = make_unit("区水务局")
    task = make_task(bureau)
    officers = [asker(Role.DEPARTMENT, bureau) for _ in range(2)]
    barrier, outcomes = Barrier(2), []

    def take(officer):
        mine = Task.objects.get(pk=task.pk)
        barrier.wait()
        try:
            move(mine, "plan", by=officer, at=NOW)
            outcomes.append("won")
        except Conflict as told:
            outcomes.append(told.sentence)
        finally:
            connection.close()

    threads = [Thread(target=take, args=(each,)) for each in officers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("won") == 1
    assert any("可能已由他人办理" in each for each in outcomes)
    assert Clock.objects.of(task).filter(stopped_at=None).count() == 1


def test_a_paused_clock_keeps_what_was_left(bureau):
    task = make_task(bureau)
    office = asker(Role.OFFICE)
    before = task.due_at
    pause_clock(task, by=office, at=NOW, why="等待市级标准发布")
    assert Clock.objects.running().of(task).count() == 0
    resume_clock(task, by=office, at=NOW + timedelta(days=7))
    task.refresh_from_db()
    assert (task.due_at - before).days == 7
    with pytest.raises(Conflict, match="没有中止"):
        resume_clock(task, by=office, at=NOW)


def test_more_time_is_asked_by_the_unit_and_granted_by_somebody_else(bureau, officer):
    task = make_task(bureau)
    before = task.due_at
    asked = ask_extension(task, days=5, reason="需等待专家评审", by=officer, at=NOW)
    with pytest.raises(Conflict, match="待审批"):
        ask_extension(task, days=5, reason="再等", by=officer, at=NOW)
    with pytest.raises(NotAllowed, match="安委办审批"):
        decide_extension(task, asked, granted=True, answer="", by=officer, at=NOW)
    decide_extension(task, asked, granted=True, answer="同意", by=asker(Role.OFFICE), at=NOW)
    task.refresh_from_db()
    assert task.due_at > before
    with pytest.raises(Conflict, match="已由他人审批"):
        decide_extension(task, asked, granted=False, answer="", by=asker(Role.OFFICE), at=NOW)


def test_a_unit_that_does_not_hold_the_task_cannot_ask_for_time(bureau):
    task = make_task(bureau)
    with pytest.raises(NotAllowed):
        ask_extension(task, days=5, reason="想要", by=asker(Role.DEPARTMENT, make_unit()), at=NOW)


def test_a_case_is_seen_by_its_owner_its_issuer_and_their_superiors_only(bureau, officer):
    task = make_task(bureau)
    assert task in Task.objects.visible_to(officer)
    assert task in Task.objects.visible_to(asker(Role.OFFICE, make_office()))
    assert task not in Task.objects.visible_to(asker(Role.DEPARTMENT, make_unit()))


def test_an_exercise_stays_out_of_what_really_happens(bureau):
    task = make_task(bureau, realm="exercise")
    assert task not in Task.objects.all()
    assert task in Task.every.all()


def test_a_replayed_history_leaves_the_same_rows_as_the_steps_would(bureau, officer):
    task = make_task(bureau)
    steps = [
        Moved("plan", officer, NOW + timedelta(days=1)),
        Moved("start", officer, NOW + timedelta(days=2)),
    ]
    assert replay(histories=[(task, steps)], until=NOW + timedelta(days=3)) == 2
    task.refresh_from_db()
    assert task.state == "in_progress"
    assert Clock.objects.of(task).filter(stopped_at=None).get().state == "in_progress"
    assert Clock.objects.of(task).count() == 3
    states = Entry.objects.filter(subject_type="tasks.task", subject_id=task.pk).order_by("id")
    assert [row.to_state for row in states] == ["assigned", "planned", "in_progress"]


def test_a_history_that_the_table_does_not_permit_is_refused_whole(bureau, officer):
    task = make_task(bureau)
    with pytest.raises(Refusal, match="历史记录与流程不符"):
        replay(histories=[(task, [Moved("finish", PLATFORM, NOW)])], until=NOW)
    task.refresh_from_db()
    assert task.state == "assigned"
