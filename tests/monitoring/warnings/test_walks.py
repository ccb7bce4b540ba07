"""However people and machines act, no case leaves its table and every change has exactly one audit row."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from ancheng.base.errors import Refusal
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.workflow.models import Clock
from ancheng.monitoring.warnings import actions, watching
from ancheng.monitoring.warnings.alarm_actions import raise_alarms, return_alarms
from ancheng.monitoring.warnings.models import Alarm, Warning
from ancheng.monitoring.warnings.values import Returned
from tests.factories import NOW
from tests.monitoring.makers import raised

pytestmark = pytest.mark.django_db


def legal(case) -> int:
    """The audit rows of a case are one unbroken path through its table that ends where the case is."""
    rows = list(
        Entry.objects.filter(subject_type=case._meta.label_lower, subject_id=str(case.pk))
        .exclude(to_state="")
        .order_by("id")
    )
    table = {(source, step.target) for step in case.WORKFLOW.steps for source in step.sources}
    assert (rows[0].from_state, rows[0].to_state) == ("", case.WORKFLOW.start)
    for before, after in pairwise(rows):
        assert after.from_state == before.to_state
        assert (after.from_state, after.to_state) in table
    assert rows[-1].to_state == case.state
    running = Clock.objects.of(case).filter(stopped_at=None).count()
    assert running == (0 if case.ended or case.WORKFLOW.untimed else 1)
    return len(rows)


def warning_verbs(watch, warning, at, random):
    text, level = random.choice(["", "依据充分", "情况变化"]), random.choice([1, 2, 3, 4])
    number = random.choice(["", "京应急预〔2026〕1号"])
    how = {"warning": warning, "at": at}
    content = watch.content(level=level, measures=random.choice(["", "疏散", "疏散"]))
    return [
        lambda by: actions.verify(by=by, **how),
        lambda by: actions.dismiss(why=text, by=by, **how),
        lambda by: actions.draft(content=content, by=by, **how),
        lambda by: actions.send(units=random.choice([[], [watch.gas.pk]]), by=by, **how),
        lambda by: actions.cosign(agreed=random.random() < 0.7, opinion=text, by=by, **how),
        lambda by: actions.return_draft(why=text, by=by, **how),
        lambda by: actions.approve(authorisation=number, by=by, **how),
        lambda by: actions.issue(by=by, **how),
        lambda by: actions.relevel(level=level, why=text, authorisation=number, by=by, **how),
        lambda by: actions.lift(why=text, by=by, **how),
        lambda by: actions.review(hit=True, lessons=text, by=by, **how),
        lambda by: actions.withdraw(why=text, by=by, **how),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_no_warning_leaves_its_table_and_none_is_out_without_authority(watch, seed):
    random, at, changes = Random(seed), NOW, 0
    people = [watch.duty, watch.colleague, watch.commander, watch.signer, watch.office]
    warning = watch.card()
    for number in range(35):
        at += timedelta(minutes=random.randint(1, 9))
        warning = Warning.every.get(pk=warning.pk)
        if warning.ended:
            warning = watch.card(key=f"K{number}", at=at)
        before = warning.state, warning.level
        for _attempt in range(12):
            try:
                random.choice(warning_verbs(watch, Warning.every.get(pk=warning.pk), at, random))(
                    random.choice(people)
                )
            except Refusal:
                continue
            break
        warning = Warning.every.get(pk=warning.pk)
        changes += before != (warning.state, warning.level)
        legal(warning)
        out = warning.state in ("issued", "lifted", "reviewed")
        assert not out or warning.level >= 3 or warning.authorisation
        assert warning.messages.exists() == out
    assert changes >= 8, "a walk that goes nowhere proves nothing"


def alarm_verbs(watch, alarm, at, random):
    again = [lambda: raise_alarms(raised=[raised(watch.version, "GM-1", at)], at=at)]
    if alarm is None:
        return again
    how = {"alarm": alarm, "by": random.choice([watch.duty, watch.office, watch.signer]), "at": at}
    why = random.choice(["", "更换探头"])
    return [
        *again,
        lambda: return_alarms(returned=[Returned(alarm.version_id, alarm.key, at)], at=at),
        lambda: watching.acknowledge(**how),
        lambda: watching.shelve(until=at + timedelta(minutes=5), why=why, **how),
        lambda: watching.suppress(why=why, **how),
        lambda: watching.restore(**how),
        lambda: watching.sweep(at=at),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_no_alarm_leaves_its_table_and_there_is_one_live_alarm_of_a_source(watch, seed):
    random, at, steps = Random(seed), NOW, 0
    for _ in range(40):
        at += timedelta(minutes=random.randint(1, 9))
        alarm = Alarm.every.exclude(state="normal").first()
        try:
            random.choice(alarm_verbs(watch, alarm, at, random))()
        except Refusal:
            continue
        for each in Alarm.every.all():
            steps = max(steps, legal(each))
        assert Alarm.every.exclude(state="normal").count() <= 1
    assert steps >= 3
