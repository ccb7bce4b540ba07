"""The small server before the log: `POST /v1/readings`, `GET /v1/health`; whatever is mounted answers below its path."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from ancheng.base.errors import Absent, Refusal, TooLarge
from ancheng.monitoring.gateway import policy
from ancheng.monitoring.gateway.frames import Parsed, read
from ancheng.monitoring.gateway.intake import Answer, Done, Intake, Outcome
from ancheng.monitoring.gateway.keeping import Keeping

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
JSON = (b"content-type", b"application/json; charset=utf-8")
FAULTS_TOLD = 20
encode = msgspec.json.Encoder().encode


class Unauthenticated(Refusal):
    """No token, or one that is not valid."""

    status = 401


class TooSlow(Refusal):
    """The body did not come in time."""

    status = 408


class Subscribes(Protocol):
    """Another way by which readings come in."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@runtime_checkable
class Closes(Protocol):
    """A mounted application that holds connections."""

    def close(self) -> None: ...


class Gateway:
    """The ASGI application; it owns the intake and what runs beside it."""

    def __init__(self, intake: Intake, mounted: Mapping[str, App] | None = None) -> None:
        self.intake = intake
        self.keeping = Keeping(intake)
        self.mounted = dict(mounted or {})
        self.subscribers: list[Subscribes] = []
        self.ready = False
        self._digests: dict[bytes, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            for prefix, app in self.mounted.items():
                if path == prefix or path.startswith(prefix + "/"):
                    await app(scope, receive, send)
                    return
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.start()
                except Refusal as refusal:
                    await send({"type": "lifespan.startup.failed", "message": refusal.sentence})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def start(self) -> None:
        loop = asyncio.get_running_loop()

        def deliver(answers: Sequence[tuple[Done, Answer]]) -> None:
            loop.call_soon_threadsafe(_deliver, answers)

        self.intake.deliver = deliver
        await asyncio.to_thread(self.intake.start)
        self.keeping.start()
        for each in self.subscribers:
            each.start()
        self.ready = True

    async def stop(self) -> None:
        self.ready = False
        for each in self.subscribers:
            await asyncio.to_thread(each.stop)
        await asyncio.to_thread(self.intake.stop)
        await asyncio.to_thread(self.keeping.stop)
        for app in self.mounted.values():
            if isinstance(app, Closes):
                await asyncio.to_thread(app.close)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body = await self._route(scope, receive)
        except Refusal as refusal:
            status, body = refusal.status, encode({"error": refusal.sentence})
        headers = [JSON, (b"content-length", b"%d" % len(body))]
        if status in (429, 503):
            headers.append((b"retry-after", b"%d" % (policy.RETRY_AFTER_S if status == 429 else 5)))
        if status in (408, 413):
            # The rest of the body is not read: the connection cannot be used again.
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _route(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        match scope["method"], scope["path"]:
            case "POST", "/v1/readings":
                return await self._readings(scope, receive)
            case "GET" | "HEAD", "/v1/health":
                return self._health()
            case _, "/v1/readings":
                raise Absent("请用 POST 方法向 /v1/readings 发送读数。")
        raise Absent("没有这个地址。读数请发送到 POST /v1/readings。")

    async def _readings(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        source_id = self.source_of(scope)
        try:
            parsed = read(await body_of(scope, receive))
        except Refusal:
            self.intake.tallies.add(source_id, time.time_ns() // 1000, "refused")
            raise
        outcome = await self.offer(source_id, parsed)
        told: dict[str, Any] = {
            "accepted": outcome.accepted,
            "quarantined": len(outcome.faults),
            "repeated": outcome.repeated,
        }
        if outcome.faults:
            told["faults"] = [
                {"fault": each.fault, "reason": each.reason, "sensor": each.sensor_code}
                for each in outcome.faults[:FAULTS_TOLD]
            ]
        return (422 if outcome.faults and not outcome.accepted else 200), encode(told)

    async def offer(self, source_id: int, parsed: Parsed, *, replayed: bool = False) -> Outcome:
        """Wait until the readings are durable."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def done(answer: Answer) -> None:
            if future.done():
                return
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

        self.intake.offer(source_id, parsed, done, replayed=replayed)
        return await future

    def source_of(self, scope: Scope) -> int:
        """The source whose token the request shows."""
        source_id = self.intake.directory.tokens.get(self.digest_of(scope))
        if source_id is None:
            raise Unauthenticated("接入令牌无效或已停用，请向数据来源的管理单位索取新令牌。")
        return source_id

    def digest_of(self, scope: Scope) -> str:
        """The token that the request shows, as it is kept."""
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if not given[:7].lower() == b"bearer ":
            raise Unauthenticated("请在 Authorization 头中以 Bearer 方式提供接入令牌。")
        digest = self._digests.get(given)
        if digest is None:
            digest = hashlib.sha256(given[7:].strip()).hexdigest()
            if len(self._digests) > 1000:
                self._digests.clear()
            self._digests[given] = digest
        return digest

    def _health(self) -> tuple[int, bytes]:
        intake = self.intake
        well = self.ready and not intake.away
        told = {
            "ready": self.ready,
            "database": intake.away or "ok",
            "rules": intake.evaluating.fault or "ok",
            "clock": intake.clock.fault or "ok",
            "pending": intake.pending,
            "behind": intake.evaluating.behind,
            "position": intake.state.position,
            "evaluated": intake.evaluating.position,
            "sensors": len(intake.directory.by_code) if self.ready else 0,
        }
        return (200 if well else 503), encode(told)


async def body_of(scope: Scope, receive: Receive, most: int = policy.BODY_BYTES) -> bytes:
    """The body, within its bounds of bytes and time."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > most):
            raise TooLarge(f"请求体不得超过 {most // 2**20} MB，请分批发送。")
    message = await _soon(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    until = time.monotonic() + policy.BODY_WITHIN_S
    while message.get("more_body"):
        message = await _soon(receive, until)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise TooLarge(f"请求体不得超过 {most // 2**20} MB，请分批发送。")
    return b"".join(parts)


async def _soon(receive: Receive, until: float | None = None) -> MutableMapping[str, Any]:
    left = policy.BODY_WITHIN_S if until is None else max(until - time.monotonic(), 0)
    try:
        async with asyncio.timeout(left):
            message = await receive()
    except TimeoutError:
        raise TooSlow(f"请求体未在 {policy.BODY_WITHIN_S:.0f} 秒内发完，本批未接收。") from None
    if message["type"] == "http.disconnect":
        raise TooSlow("连接在请求体发完之前断开，本批未接收。")
    return message


def _deliver(answers: Sequence[tuple[Done, Answer]]) -> None:
    for done, answer in answers:
        done(answer)
