"""Whatever is done in whatever order: the log has no gap, no case leaves its table, an exercise touches nothing real."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.base.realm import Realm
from ancheng.command.incidents import actions, case_actions, paper_actions
from ancheng.command.incidents.models import Incident, LogEntry, Need, Report
from ancheng.command.incidents.workflows.incident import WORKFLOW
from ancheng.command.information import actions as information
from ancheng.command.information.models import Notice
from ancheng.kernel.notices.models import Delivery
from ancheng.kernel.tasks.models import Task
from tests.command.incidents.test_actions import INSIDE, make_incident
from tests.factories import NOW, make_unit

pytestmark = pytest.mark.django_db
STEPS, SEEDS = 45, range(6)


def verbs(random, unit):
    """Everything that can be done in a room, some of it at the wrong time."""
    words = f"内容{random.randint(0, 999)}，已经处置。"
    by = {"by": PLATFORM}
    return {
        "respond": lambda i, at: case_actions.respond(i, at=at, **by),
        "close": lambda i, at: case_actions.close(i, why=words, at=at, **by),
        "reopen": lambda i, at: case_actions.reopen(i, why=words, at=at, **by),
        "review": lambda i, at: case_actions.review(i, cause=words, lessons=words, at=at, **by),
        "write": lambda i, at: actions.write(incident=i, sort="situation", text=words, at=at, **by),
        "task": lambda i, at: actions.add_task(incident=i, title=words, owner=unit, at=at, **by),
        "need": lambda i, at: actions.add_need(
            incident=i, kind=random.choice(("水泵", "帐篷")), amount=random.randint(1, 9), unit="台", at=at, **by
        ),
        "assess": lambda i, at: case_actions.assess(
            incident=i, grade=None, deaths=random.randint(0, 4), injured=random.randint(0, 12), loss_yuan=None,
            sensitive=False, at=at, **by,
        ),
        "order": lambda i, at: case_actions.order_response(
            incident=i, level=random.randint(1, 4), matter=words, measures=words, duration_hours=6, at=at, **by
        ),
        "lift": lambda i, at: case_actions.lift_response(incident=i, why=words, at=at, **by),
        "report": lambda i, at: case_actions.send_report(
            incident=i, sort=random.choice(("first", "follow", "final")), text=words, to="市应急指挥中心", at=at, **by
        ),
        "notice": lambda i, at: information.issue(_approved(i, words, at), at=at, **by),
    }  # fmt: skip


def _approved(incident, words, at):
    made = information.draft(key="notice", title=words, text=words, incident=incident, by=PLATFORM, at=at)
    information.approve(made, by=PLATFORM, at=at)
    return made


def walk(incident, random):
    """Do things at random; what is refused changes nothing. Gives how many were done."""
    unit, done, at = make_unit(), 0, NOW
    for _ in range(STEPS):
        at += timedelta(minutes=random.randint(1, 90))
        known = verbs(random, unit)
        incident.refresh_from_db()
        try:
            known[random.choice(sorted(known))](incident, at)
            done += 1
        except Refusal:
            continue
    return done


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_has_no_gap_and_the_case_stays_in_its_table(seed):
    random = Random(seed)
    incident = make_incident(kind=random.choice(("fire", "gas", "flood")), **INSIDE)
    assert walk(incident, random) > 5
    incident.refresh_from_db()
    assert incident.state in {each.key for each in WORKFLOW.states}
    numbers = list(incident.log.order_by("pk").values_list("seq", flat=True))
    assert numbers == list(range(1, incident.log_last + 1))
    moments = list(incident.log.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    sent = list(incident.reports.order_by("pk").values_list("sort", flat=True))
    assert sent.count("first") <= 1
    assert not sent or sent[0] == "first"
    assert "final" not in sent or sent.index("final") == len(sent) - 1
    assert incident.orders.filter(lifted_at=None).count() <= 1
    assert (incident.response_level is None) == (not incident.orders.filter(lifted_at=None).exists())


def _read(path):
    """A public page without the token that is new each time."""
    return re.sub(r"<[^>]*csrf[^>]*>", "", Client().get(path).content.decode())


def outside():
    """What somebody who is not in the exercise can count or read."""
    actual = {"realm": Realm.ACTUAL}
    return {
        "incidents": list(
            Incident.every.filter(**actual).values("pk", "state", "log_last", "response_level")
        ),
        "log": LogEntry.objects.filter(incident__realm=Realm.ACTUAL).count(),
        "needs": Need.objects.filter(incident__realm=Realm.ACTUAL).count(),
        "reports": list(Report.objects.filter(incident__realm=Realm.ACTUAL).values_list("number", flat=True)),
        "tasks": Task.every.filter(**actual).count(),
        "notices": Notice.every.filter(**actual).count(),
        "deliveries": Delivery.objects.count(),
        "public": [_read(path) for path in ("/open/notices/", "/open/warnings/")],
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_done_in_an_exercise_changes_nothing_outside_it(seed):
    random = Random(seed)
    real = make_incident(title="真实事件", **INSIDE)
    actions.write(incident=real, sort="note", text="真实记事", by=PLATFORM, at=NOW)
    before = outside()
    played = make_incident(title="演练事件", realm=Realm.EXERCISE, kind="fire", **INSIDE)
    assert walk(played, random) > 5
    for report in Report.objects.filter(incident=played):
        paper_actions.report_paper(report=report, by=PLATFORM, at=NOW)
    assert outside() == before
    assert not Task.every.filter(
        source_id=played.pk, source_type="incidents.incident", realm=Realm.ACTUAL
    ).exists()
