"""The live stream: told as it happens, replayed after a break, heard by who may hear it."""

from __future__ import annotations

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from ancheng.kernel.people.models import Person
from ancheng.monitoring.warnings import hub, watching
from ancheng.monitoring.warnings.hub import Ear, stream
from ancheng.monitoring.warnings.models import Alarm, LiveEvent
from ancheng.monitoring.warnings.telling import Said, forget_old, tell_live
from tests.factories import NOW
from tests.monitoring.makers import make_watch

pytestmark = pytest.mark.django_db(transaction=True)


def tell(number, seen_by=(1,), realm="actual"):
    tell_live([Said("card", {"n": number}, seen_by, realm)], at=NOW)


async def frames(ear, after, count, *, within=6.0):
    """The first `count` frames that carry something."""
    found = []
    told = stream(ear, after)

    async def gather():
        async for frame in told:
            if frame.startswith(b"id:"):
                found.append(json.loads(frame.split(b"data: ")[1])["n"])
                if len(found) == count:
                    return

    try:
        await asyncio.wait_for(gather(), within)
    except TimeoutError:
        pass
    finally:
        await told.aclose()
    return found


async def let_go():
    for wire in hub._answering.values():
        await wire.close()
    hub._answering.clear()
    hub._hubs.clear()
    await sync_to_async(connections.close_all, thread_sensitive=True)()


async def heard_while(ear, count, *acts, after=None):
    listening = asyncio.create_task(frames(ear, after, count))
    await asyncio.sleep(0.7)
    for act in acts:
        await sync_to_async(act, thread_sensitive=True)()
    found = await listening
    await let_go()
    return found


def test_what_is_told_is_heard_in_order():
    acts = [lambda n=n: tell(n) for n in range(5)]
    assert asyncio.run(heard_while(Ear(1, False), 5, *acts)) == [0, 1, 2, 3, 4]


def test_nobody_hears_what_is_not_for_him_nor_an_exercise():
    acts = [lambda: tell(1, (2,)), lambda: tell(2, (1,), "exercise"), lambda: tell(3, (1, 2))]
    assert asyncio.run(heard_while(Ear(1, False), 1, *acts)) == [3]


def test_who_was_away_hears_what_he_missed_and_goes_on():
    for number in range(4):
        tell(number)
    first = LiveEvent.objects.order_by("pk").first().pk
    found = asyncio.run(heard_while(Ear(None, True), 4, lambda: tell(9), after=first))
    assert found == [1, 2, 3, 9]


def test_nothing_is_told_of_what_is_rolled_back():
    from django.db import transaction

    def undone():
        with transaction.atomic():
            tell(1)
            transaction.set_rollback(True)

    assert asyncio.run(heard_while(Ear(1, False), 1, undone, lambda: tell(2))) == [2]


def test_an_alarm_reaches_the_stream_with_its_card():
    watch = make_watch()

    async def walk():
        told = stream(Ear(None, True), None)
        waiting = asyncio.create_task(_first(told, b"event: card"))
        await asyncio.sleep(0.7)
        await sync_to_async(watch.alarm, thread_sensitive=True)()
        frame = await asyncio.wait_for(waiting, 20)
        await told.aclose()
        await let_go()
        return json.loads(frame.split(b"data: ")[1])

    assert asyncio.run(walk())["state"] == "suggested"


async def _first(told, word):
    async for frame in told:
        if word in frame:
            return frame
    return None


def test_the_page_streams_to_who_is_signed_in_and_to_nobody_else():
    watch = make_watch()

    async def walk():
        client = AsyncClient()
        outside = await client.get("/warnings/live/")
        person = await Person.objects.aget(pk=watch.duty.person_id)
        await client.aforce_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = await client.get("/warnings/live/?after=0")
        told = answer.streaming_content
        first = await told.__anext__()
        await told.aclose()
        await let_go()
        return outside.status_code, answer.status_code, answer["Content-Type"], first

    refused, status, kind, first = asyncio.run(walk())
    assert (refused, status, kind) == (302, 200, "text/event-stream")
    assert first.startswith(b"retry:")


def test_what_happens_to_an_alarm_is_told_and_old_news_is_forgotten():
    watch = make_watch()
    watch.alarm()
    watching.acknowledge(alarm=Alarm.objects.get(), by=watch.duty, at=NOW)
    topics = list(LiveEvent.objects.order_by("pk").values_list("topic", "payload__state"))
    assert topics[-1] == ("alarm", "acknowledged")
    assert forget_old(at=NOW + hub_day()) == LiveEvent.objects.count() + len(topics)


def hub_day():
    from datetime import timedelta

    return timedelta(days=2)
