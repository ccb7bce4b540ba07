"""uvicorn around the gateway: a bound on how long a request's head may take, and on open connections."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ancheng.monitoring.gateway import policy
from ancheng.monitoring.gateway.asgi import Gateway


class Guarded(HttpToolsProtocol):
    """A connection that is closed when the head of a request does not come in time."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._forget()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(policy.HEADERS_WITHIN_S, self._too_slow)

    def _forget(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_slow(self) -> None:
        self._head = None
        if not self.transport.is_closing():
            self.transport.close()


def serve(gateway: Gateway, *, host: str, port: int, fd: int | None = None, **more: Any) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        gateway,
        host=host,
        port=port,
        fd=fd,
        http=Guarded,
        loop="uvloop",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        server_header=False,
        log_level="warning",
        limit_concurrency=policy.CONNECTIONS,
        backlog=1024,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=5,
        **more,
    )
