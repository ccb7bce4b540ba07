"""A known past written at once leaves the same rows as the steps would have left one by one."""

from datetime import timedelta

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import seal_now
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import verify
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.models import Clock
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved, replay
from tests.factories import NOW, asker, make_office, make_task, make_unit

pytestmark = pytest.mark.django_db


def fresh(unit):
    return Task(owner_unit=unit, issuer_unit=make_office(), title="任务", source_type="orgs.unit", source_id=unit.pk,
                source_label="测试来源", created_at=NOW, ends_on=(NOW + timedelta(days=60)).date())  # fmt: skip


def steps(officer):
    return [Moved("plan", officer, NOW + timedelta(days=1)), Moved("start", officer, NOW + timedelta(days=2))]


def told(task):
    rows = Entry.objects.filter(subject_type="tasks.task", subject_id=str(task.pk)).order_by("id")
    clocks = Clock.objects.of(task).order_by("started_at")
    return (
        [(row.from_state, row.to_state, row.actor_id) for row in rows],
        [(each.state, each.started_at, each.due_at, each.stopped_at, each.next_rung_at) for each in clocks],
    )


def test_a_written_past_equals_the_replayed_one():
    unit = make_unit()
    officer = asker(Role.DEPARTMENT, unit)
    replayed = make_task(unit)
    replay(histories=[(replayed, steps(officer))], until=NOW + timedelta(days=3))
    written = fresh(unit)
    write_past(
        pasts=[Past(written, PLATFORM, NOW, steps(officer))], verb="交办", until=NOW + timedelta(days=3)
    )
    replayed.refresh_from_db()
    written.refresh_from_db()
    assert told(written) == told(replayed)
    assert (written.state, written.due_at, written.seen_by) == (
        replayed.state,
        replayed.due_at,
        replayed.seen_by,
    )
    seal_now()
    assert verify().whole


def test_a_past_that_the_table_does_not_permit_writes_nothing():
    unit = make_unit()
    good, bad = fresh(unit), fresh(unit)
    pasts = [Past(good, PLATFORM, NOW), Past(bad, PLATFORM, NOW, [Moved("finish", PLATFORM, NOW)])]
    with pytest.raises(Refusal, match="历史记录与流程不符"):
        write_past(pasts=pasts, verb="交办", until=NOW)
    assert not Task.every.exists()


def test_nothing_to_write_is_nothing_written():
    assert write_past(pasts=[], verb="交办", until=NOW) == []
