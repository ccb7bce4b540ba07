"""A fact is stored with what made it true, and each reaction sees it once."""

import uuid

import pytest
from django.db import transaction

from ancheng.contracts.fact import Fact
from ancheng.contracts.kernel import CaseMoved
from ancheng.kernel.events import actions
from ancheng.kernel.events.models import Event, Reaction
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FACT = CaseMoved("tasks.task", 1, "plan", "assigned", "planned", 7, NOW)


def test_a_fact_survives_the_trip_through_the_database():
    event = actions.announce(FACT)
    event.refresh_from_db()
    assert Fact.known[event.name].from_json(event.payload) == FACT


def test_a_fact_of_a_refused_action_is_not_announced():
    def fail():
        with transaction.atomic():
            actions.announce(FACT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Event.objects.exists()


def test_handing_on_twice_reacts_once(monkeypatch):
    seen = []
    monkeypatch.setattr(actions, "reactions", lambda: {"CaseMoved": [("test.react", seen.append)]})
    event = actions.announce(FACT)
    actions.hand_on(str(event.pk), at=NOW)
    actions.hand_on(str(event.pk), at=NOW)
    assert seen == [FACT]
    assert Event.objects.get(pk=event.pk).handed_on_at == NOW


def test_a_reaction_that_fails_is_tried_again_and_the_others_are_not_repeated(monkeypatch):
    seen, faults = [], [True]

    def stumble(fact):
        if faults:
            faults.pop()
            raise ConnectionError

    monkeypatch.setattr(
        actions, "reactions", lambda: {"CaseMoved": [("test.first", seen.append), ("test.stumble", stumble)]}
    )
    event = actions.announce(FACT)
    with pytest.raises(ConnectionError):
        actions.hand_on(str(event.pk), at=NOW)
    assert Event.objects.get(pk=event.pk).handed_on_at is None
    actions.hand_on(str(event.pk), at=NOW)
    assert len(seen) == 1
    assert Reaction.objects.filter(event=event).count() == 2


def test_an_unknown_event_is_reported_not_swallowed():
    with pytest.raises(Event.DoesNotExist):
        actions.hand_on(str(uuid.uuid4()), at=NOW)
