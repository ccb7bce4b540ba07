"""Announcing a fact and handing it on."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.contracts.fact import Fact
from ancheng.kernel.events.models import Event, Reaction

React = Callable[[Fact], None]


def announce(fact: Fact, *, at: datetime | None = None) -> Event:
    """Write the fact into the outbox in the caller's transaction and ask for it to be handed on."""
    event = Event.objects.create(
        at=at or getattr(fact, "at", None) or timezone.now(), name=type(fact).__name__, payload=fact.to_json()
    )
    app.configure_task("events.hand_on").defer(event_id=str(event.id))
    return event


@cache
def reactions() -> dict[str, list[tuple[str, React]]]:
    """Every app's `reactions.REACTIONS` (fact class → functions), keyed by fact name."""
    found: dict[str, list[tuple[str, React]]] = defaultdict(list)
    for config in apps.get_app_configs():
        module = f"{config.name}.reactions"
        if config.name.startswith("ancheng.") and importlib.util.find_spec(module):
            for fact, functions in import_module(module).REACTIONS.items():
                found[fact.__name__] += [(f"{module}.{each.__name__}", each) for each in functions]
    return dict(found)


def hand_on(event_id: str, *, at: datetime) -> None:
    """Let every reaction see the event, each in a transaction of its own and at most once."""
    event = Event.objects.get(pk=event_id)
    fact = Fact.known[event.name].from_json(event.payload)
    for name, react in reactions().get(event.name, []):
        with transaction.atomic():
            _, first = Reaction.objects.get_or_create(event=event, name=name)
            if first:
                react(fact)
    Event.objects.filter(pk=event_id, handed_on_at=None).update(handed_on_at=at)


def hand_on_now(kind: type[Fact], *, at: datetime, **payload: Any) -> None:
    """Hand on at once what waits still for the worker, so that whoever caused it sees what follows from it."""
    about = {f"payload__{name}": value for name, value in payload.items()}
    waiting = Event.objects.filter(name=kind.__name__, handed_on_at=None, **about)
    for key in waiting.values_list("pk", flat=True):
        hand_on(str(key), at=at)
