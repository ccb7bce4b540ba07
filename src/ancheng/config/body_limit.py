"""Measures the body of a request while it comes in, and stops reading what is too large.

Django reads a whole body into a temporary file before any of its own limits is looked at; without this, one
endless upload would fill the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Any, Receive, Callable[[Message], Awaitable[None]]], Awaitable[None]]
END: Message = {"type": "http.request", "body": b"", "more_body": False}


def limited(application: Application, limit: Callable[[], int]) -> Application:
    """`application`, which is handed at most `limit()` bytes of a body.

    Of a larger one it gets no more, with the true length announced: its own limit then refuses with a sentence.
    """

    async def measured(scope: Any, receive: Receive, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        most = limit()
        if _announced(scope) > most:
            await application(scope, _nothing(), send)
            return
        await application(scope, _counted(scope, receive, most), send)

    return measured


def _announced(scope: Any) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"")
    return int(given) if given.isdigit() else 0


def _nothing() -> Receive:
    """An empty body."""
    ended = False

    async def empty() -> Message:
        nonlocal ended
        if not ended:
            ended = True
            return END
        return await _silence()

    return empty


def _counted(scope: Any, receive: Receive, most: int) -> Receive:
    """The body as it comes, cut off where it grows beyond `most` bytes."""
    received, cut = 0, False

    async def counted() -> Message:
        nonlocal received, cut
        if cut:
            return await _silence()
        message = await receive()
        received += len(message.get("body", b""))
        if received <= most:
            return message
        cut = True
        headers = [each for each in scope["headers"] if each[0] != b"content-length"]
        scope["headers"] = [*headers, (b"content-length", str(received).encode())]
        return END

    return counted


async def _silence() -> Message:
    """Nothing more is taken from the wire; whoever waits here is cancelled when the answer has been sent."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")
