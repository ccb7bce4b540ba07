"""Random walks over a declared workflow: what every kind of case must hold."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict
from ancheng.kernel.audit.models import Entry, subject_type
from ancheng.kernel.events.models import Event
from ancheng.kernel.workflow.actions import move
from ancheng.kernel.workflow.models import Clock
from tests.factories import NOW


def walk(case, seed, *, steps=14, prepare=lambda case, verb: None):
    """Try random verbs, allowed or not; after each the case, its clock and the chain must agree."""
    random, at = Random(seed), NOW
    verbs = [each.verb for each in case.WORKFLOW.steps]
    rows = Entry.objects.filter(subject_type=subject_type(case), subject_id=str(case.pk))
    for _ in range(steps):
        verb, before, counted = random.choice(verbs), case.state, rows.count()
        announced = Event.objects.filter(name="CaseMoved").count()
        at += timedelta(hours=random.randint(1, 72))
        step = case.WORKFLOW.step(verb)
        prepare(case, verb)
        try:
            move(case, verb, by=PLATFORM, at=at, why="测试理由")
        except Conflict:
            assert before not in step.sources
            assert case.state == before
            assert rows.count() == counted
            continue
        case.refresh_from_db()
        assert before in step.sources
        assert case.state == step.target
        assert case.state in {each.key for each in case.WORKFLOW.states}
        assert rows.count() == counted + 1
        assert Event.objects.filter(name="CaseMoved").count() == announced + 1
        newest = rows.latest("id")
        assert (newest.from_state, newest.to_state) == (before, case.state)
        running = list(Clock.objects.of(case).filter(stopped_at=None))
        assert len(running) == (0 if case.ended and not case.WORKFLOW.timed_step(case.state) else 1)
        assert [each.due_at for each in running] == ([case.due_at] if running else [])
