"""Answers that are written while they are read, also under the asynchronous server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES = 64 * 1024


def streamed(
    request: HttpRequest, pieces: Iterable[bytes], content_type: str, name: str
) -> StreamingHttpResponse:
    """`pieces` as a file called `name`; no more than one large piece of it is in memory at a time."""
    gathered = _gathered(pieces)
    # Given a plain iterator, Django's asynchronous server first reads it to its end.
    content = _awaited(gathered) if isinstance(request, ASGIRequest) else gathered
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning, closed at its end."""
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces together: each that is sent costs a change of thread."""
    waiting, size = [], 0
    for each in pieces:
        waiting.append(each)
        size += len(each)
        if size >= PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # Always in the request's own thread, to which the database connection belongs.
    following = sync_to_async(lambda: next(pieces, None), thread_sensitive=True)
    while (piece := await following()) is not None:
        yield piece
