"""One listener per web process: hears PostgreSQL, and hands what is new to every open stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connections

from ancheng.monitoring.warnings.telling import CHANNEL

log = logging.getLogger(__name__)
BEAT_SECONDS = 15.0
# Who does not read is cut off rather than remembered without end; the browser comes back with its last number.
MOST_WAITING = 500
MOST_REPLAYED = 500
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was told."""

    id: int
    topic: str
    payload: Any
    seen_by: tuple[int, ...]
    realm: str

    def frame(self) -> bytes:
        """As a browser reads it."""
        return f"id: {self.id}\nevent: {self.topic}\ndata: {json.dumps(self.payload, ensure_ascii=False)}\n\n".encode()


@dataclass(eq=False)
class Ear:
    """One open stream: for whom, and what waits to be sent."""

    unit_id: int | None
    district: bool
    queue: asyncio.Queue[Heard | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def may_hear(self, heard: Heard) -> bool:
        return heard.realm == "actual" and (self.district or self.unit_id in heard.seen_by)


class Hub:
    """All open streams of one event loop behind one connection."""

    def __init__(self) -> None:
        self.ears: set[Ear] = set()
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def open(self, ear: Ear) -> None:
        self.ears.add(ear)
        if self.listening is None or self.listening.done():
            self.ready.clear()
            self.listening = asyncio.create_task(self._listen())
        # Nothing may fall between what is replayed and what is heard.
        await asyncio.wait_for(self.ready.wait(), 10)

    def close(self, ear: Ear) -> None:
        self.ears.discard(ear)
        if not self.ears and self.listening:
            self.listening.cancel()
            self.listening = None

    async def _listen(self) -> None:
        while self.ears:
            try:
                async with await _connect() as wire:
                    await wire.execute(f"LISTEN {CHANNEL}")
                    self.ready.set()
                    async for note in wire.notifies():
                        first, _, last = note.payload.partition(":")
                        # A connection that is listening answers no questions meanwhile; another one does.
                        for heard in await told(int(first) - 1, until=int(last)):
                            self._hand(heard)
            except (OSError, psycopg.Error):
                log.warning("the live stream lost the database; trying again")
                # Who is here may have missed something: each comes back and asks for what followed.
                for ear in list(self.ears):
                    _push(ear, None)
                await asyncio.sleep(RETRY_SECONDS)

    def _hand(self, heard: Heard) -> None:
        for ear in list(self.ears):
            if ear.may_hear(heard):
                _push(ear, heard)


def _push(ear: Ear, heard: Heard | None) -> None:
    try:
        ear.queue.put_nowait(heard)
    except asyncio.QueueFull:
        with contextlib.suppress(asyncio.QueueEmpty):
            ear.queue.get_nowait()
            ear.queue.put_nowait(None)


async def _connect() -> psycopg.AsyncConnection[Any]:
    values = {
        key: value
        for key, value in connections["default"].get_connection_params().items()
        if key in ("host", "port", "user", "password", "dbname") and value
    }
    return await psycopg.AsyncConnection.connect(**values, autocommit=True)


_answering: dict[int, psycopg.AsyncConnection[Any]] = {}


async def told(after: int, *, until: int | None = None, at_most: int = 5000) -> list[Heard]:
    """What was told with a number above `after`, in order."""
    loop = id(asyncio.get_running_loop())
    wire = _answering.get(loop)
    if wire is None or wire.closed:
        wire = _answering[loop] = await _connect()
    async with wire.cursor() as cursor:
        await cursor.execute(
            "SELECT id, topic, payload, seen_by, realm FROM warnings_liveevent"
            " WHERE id > %s AND (%s::bigint IS NULL OR id <= %s) ORDER BY id LIMIT %s",
            [after, until, until, at_most],
        )
        rows: Sequence[Any] = await cursor.fetchall()
    return [Heard(r[0], r[1], r[2], tuple(r[3]), r[4]) for r in rows]


_hubs: dict[int, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(id(asyncio.get_running_loop()), Hub())


async def stream(ear: Ear, after: int | None) -> AsyncIterator[bytes]:
    """What `ear` may hear: first what it missed since `after`, then everything as it happens, and a heartbeat."""
    yield b"retry: 2000\n\n"
    here = hub()
    try:
        await here.open(ear)
        last = after or 0
        if after is not None:
            missed = [each for each in await told(after, at_most=MOST_REPLAYED + 1) if ear.may_hear(each)]
            if len(missed) > MOST_REPLAYED:
                # Too long away: the page is better read anew than told thousands of things.
                yield b"event: reload\ndata: {}\n\n"
            for each in missed[:MOST_REPLAYED]:
                last = each.id
                yield each.frame()
        while True:
            try:
                heard = await asyncio.wait_for(ear.queue.get(), BEAT_SECONDS)
            except TimeoutError:
                yield b": beat\n\n"
                continue
            if heard is None:
                return
            if heard.id > last:
                last = heard.id
                yield heard.frame()
    finally:
        here.close(ear)
