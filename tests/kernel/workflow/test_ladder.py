"""A clock that nears or passes its end is not silent: it tells the unit, its superior, the office, and records it."""

from datetime import timedelta

import pytest

from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.notices.models import Notice
from ancheng.kernel.workflow.actions import pause_clock
from ancheng.kernel.workflow.ladder import climb
from ancheng.kernel.workflow.models import Clock
from tests.factories import NOW, asker, make_person, make_task, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db):
    return make_unit("区水务局")


@pytest.fixture
def officer(bureau):
    return make_person(Role.DEPARTMENT, bureau)


def rungs(task):
    return list(
        Entry.objects.filter(subject_type="tasks.task", subject_id=task.pk, actor=None)
        .exclude(verb="交办")
        .order_by("id")
        .values_list("verb", flat=True)
    )


def test_nobody_is_told_while_there_is_time(bureau, officer):
    task = make_task(bureau)
    assert climb(at=NOW + timedelta(days=1)) == 0
    assert rungs(task) == []


def test_the_ladder_is_climbed_rung_by_rung(bureau, officer):
    task = make_task(bureau)
    due = task.due_at
    for day in (-3, 0.01, 4, 16):
        climb(at=due + timedelta(days=day))
    assert rungs(task) == ["到期提醒", "到期催办", "督办", "记入逾期"]
    assert Clock.objects.of(task).get().next_rung_at is None


def test_the_unit_is_nudged_before_and_the_office_hears_of_the_supervision(bureau, officer):
    office = make_person(Role.OFFICE, make_task(bureau).issuer_unit)
    task = make_task(bureau)
    climb(at=task.due_at - timedelta(days=1))
    assert Notice.objects.filter(person=officer, title__startswith="【到期提醒】").exists()
    assert not Notice.objects.filter(person=office).exists()
    climb(at=task.due_at + timedelta(days=7))
    assert Notice.objects.filter(person=office, title__startswith="【督办】").exists()


def test_the_same_rung_tells_nobody_twice(bureau, officer):
    task = make_task(bureau)
    at = task.due_at - timedelta(days=1)
    assert climb(at=at) == 1
    assert climb(at=at) == 0
    assert Notice.objects.filter(person=officer).count() == 1


def test_a_long_outage_takes_the_highest_rung_not_each_in_turn(bureau, officer):
    task = make_task(bureau)
    climb(at=task.due_at + timedelta(days=60))
    assert rungs(task) == ["记入逾期"]


def test_a_paused_clock_tells_nobody(bureau, officer):
    task = make_task(bureau)
    pause_clock(task, by=asker(Role.OFFICE), at=NOW, why="等待上级标准")
    assert climb(at=task.due_at + timedelta(days=10)) == 0
