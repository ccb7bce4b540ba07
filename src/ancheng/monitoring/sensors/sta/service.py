"""The SensorThings service as an ASGI application: GET answers from the register, Observations go to intake,
other entities are written by `writing` for tokens that may describe devices."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import psycopg
from django.db import DatabaseError, connections

from ancheng.base.errors import Absent, Refusal
from ancheng.monitoring.gateway import directory as register
from ancheng.monitoring.gateway.asgi import Gateway, Receive, Scope, Send, body_of, encode
from ancheng.monitoring.gateway.frames import Parsed, moment_us, number
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.sensors.sta.described import observed, start_of
from ancheng.monitoring.sensors.sta.filtering import BadQuery
from ancheng.monitoring.sensors.sta.model import SETS
from ancheng.monitoring.sensors.sta.options import read
from ancheng.monitoring.sensors.sta.reading import SEGMENT, Asked, Reader, observation

PREFIX = "/sta/v1.1"
THREADS = 2
CONFORMANCE = (
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/create-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/link-to-existing-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert-status-code",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/update-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/delete-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
)


class NotKept(Refusal):
    """A method that no entity has."""

    status = 405


class SensorThings:
    """Mounted on the gateway under `PREFIX`; whoever asks sees the devices of the source whose token is shown."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sta")
        self._own = threading.local()
        self._opened: list[psycopg.Connection[Any]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = []
        try:
            source_id = self.gateway.source_of(scope)
            if scope["method"] in ("GET", "HEAD"):
                loop = asyncio.get_running_loop()
                status, body = await loop.run_in_executor(self._threads, self._get, scope, source_id)
            elif scope["method"] == "POST":
                status, body, headers = await self._post(scope, receive, source_id)
            elif scope["method"] in ("PATCH", "DELETE"):
                status, body = await self._change(scope, receive, source_id)
            else:
                raise NotKept("请用 GET、POST、PATCH 或 DELETE。")
        except Refusal as refusal:
            status, body = refusal.status, encode({"code": refusal.status, "message": refusal.sentence})
        except (psycopg.Error, DatabaseError):
            status, body = 503, encode({"code": 503, "message": "数据库暂不可用，请稍后重试。"})
        kind = (
            b"application/json; charset=utf-8"
            if body[:1] in (b"{", b"[", b"")
            else b"text/plain; charset=utf-8"
        )
        headers += [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def close(self) -> None:
        """The gateway stops: nobody asks any more."""
        self._threads.shutdown()
        for each in self._opened:
            each.close()

    # Reading, in a thread with a connection of its own.

    def _connection(self) -> psycopg.Connection[Any]:
        own: psycopg.Connection[Any] | None = getattr(self._own, "connection", None)
        if own is None or own.closed:
            own = psycopg.connect(self.gateway.intake.conninfo, autocommit=True, connect_timeout=5)
            self._own.connection = own
            self._opened.append(own)
        return own

    def _get(self, scope: Scope, source_id: int) -> tuple[int, bytes]:
        root = _root(scope)
        path = scope["path"].removeprefix(PREFIX).strip("/")
        if not path:
            sets = [{"name": each, "url": f"{root}/{each}"} for each in SETS]
            return 200, encode({"value": sets, "serverSettings": {"conformance": list(CONFORMANCE)}})
        reader = Reader(self._connection(), source_id, root)
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, encoding="utf-8")
        asked, options = reader.resolve(unquote(path)), read(pairs)
        if asked.single and not asked.refs:
            return self._one(reader, asked, pairs)
        found, more = reader.entities(asked.set, asked.where, options)
        told: dict[str, Any] = {}
        if options.count:
            told["@iot.count"], exact = reader.count(asked.set, asked.where, options)
            if not exact:
                told["@ancheng.countEstimated"] = True
        if more:
            rest = [each for each in pairs if each[0] not in ("$skip", "$top")]
            rest += [("$top", str(options.top)), ("$skip", str(options.skip + options.top))]
            told["@iot.nextLink"] = f"{root}/{path}?{urlencode(rest, safe='$(),/')}"
        if asked.refs:
            found = [{"@iot.selfLink": each["@iot.selfLink"]} for each in found]
        elif options.array and asked.set.name == "Observations":
            return 200, encode(told | {"value": _as_array(found, root, asked)})
        return 200, encode(told | {"value": found})

    def _one(self, reader: Reader, asked: Asked, pairs: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        options = read([each for each in pairs if each[0] in ("$select", "$expand")])
        if len(options.select) + len(options.expand) == 0 and pairs:
            raise BadQuery("单个实体只支持 $select 和 $expand。")
        options.top = 1
        found, _ = reader.entities(asked.set, asked.where, options)
        entity = found[0]
        if not asked.property:
            return 200, encode(entity)
        value = entity[asked.property]
        if asked.raw:
            return 200, value.encode() if isinstance(value, str) else encode(value)
        return 200, encode({asked.property: value})

    # Writing: what is answered is durable.

    async def _post(
        self, scope: Scope, receive: Receive, source_id: int
    ) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
        path = unquote(scope["path"].removeprefix(PREFIX).strip("/"))
        given, root = await _given(scope, receive), _root(scope)
        if path == "CreateObservations":
            return 201, encode(await self._array(given, source_id, root)), []
        above, name = _under(path)
        if name == "Observations":
            identity = await self._observation(scope, given, above.get("Datastream"), source_id)
            link = f"{root}/Observations('{identity}')"
            told = {"@iot.id": identity, "@iot.selfLink": link}
            return 201, encode(told), [(b"location", link.encode())]
        made = await self._written(scope, source_id, lambda writer: writer.create(name, given, above))
        await self._inner_observations(scope, made, source_id)
        link = f"{root}/{name}({made.number})"
        told = await self._read(source_id, root, name, made.number)
        return 201, encode(told), [(b"location", link.encode())]

    async def _change(self, scope: Scope, receive: Receive, source_id: int) -> tuple[int, bytes]:
        name, identity = _one_entity(unquote(scope["path"].removeprefix(PREFIX).strip("/")))
        deletes = scope["method"] == "DELETE"
        given = None if deletes else await _given(scope, receive)
        if name == "Observations":
            await self._amend(scope, identity, given, source_id)
            return 200, encode({"@iot.id": identity.strip("'")})
        number = _number(identity)
        if deletes:
            await self._written(scope, source_id, lambda writer: writer.delete(name, number))
            return 200, b""
        await self._written(scope, source_id, lambda writer: writer.change(name, number, given))
        return 200, encode(await self._read(source_id, _root(scope), name, number))

    async def _written(self, scope: Scope, source_id: int, act: Callable[[Any], Any]) -> Any:
        """`act` on a writer, in a thread with a connection of Django's own; then the register is read anew."""

        def write() -> Any:
            from ancheng.monitoring.sensors.sta import writing

            try:
                token = writing.permitted(self.gateway.digest_of(scope))
                reader = Reader(self._connection(), source_id, "")
                return act(
                    writing.Writer(
                        token, lambda name, number: reader.has(SETS[name], number), datetime.now(UTC)
                    )
                )
            finally:
                connections.close_all()

        loop = asyncio.get_running_loop()
        done = await loop.run_in_executor(self._threads, write)
        await loop.run_in_executor(self._threads, self._learn)
        return done

    def _learn(self) -> None:
        intake, connection = self.gateway.intake, self._connection()
        if register.revision(connection) != intake.directory.revision:
            intake.use(register.load(connection))

    async def _read(self, source_id: int, root: str, name: str, number: int) -> dict[str, Any]:
        def read_it() -> dict[str, Any]:
            reader = Reader(self._connection(), source_id, root)
            asked = reader.resolve(f"{name}({number})")
            return reader.entities(asked.set, asked.where, read([("$top", "1")]))[0][0]

        return await asyncio.get_running_loop().run_in_executor(self._threads, read_it)

    async def _observation(self, scope: Scope, given: Any, stream: int | None, source_id: int) -> str:
        if not isinstance(given, dict):
            raise BadQuery("Observation 应为对象。")
        number_of = stream if stream is not None else _stream_of(given)
        row = (number_of, *observed(given))
        feature = given.get("FeatureOfInterest")
        if feature is not None:
            if not self._owns(number_of, source_id):
                raise BadQuery(f"没有编号为 {number_of} 的 Datastream，或不属于该令牌的来源。")
            await self._written(scope, source_id, lambda writer: writer.feature_for(number_of, feature))
        await self._keep(source_id, [row])
        return f"{number_of}-{row[1]}"

    async def _inner_observations(self, scope: Scope, made: Any, source_id: int) -> None:
        if not made.observations:
            return
        try:
            await self._keep(source_id, made.observations)
        except Refusal:
            # The whole or nothing: what was described goes with the readings that could not be kept.
            await self._written(scope, source_id, lambda writer: writer.undo(made))
            raise

    async def _amend(self, scope: Scope, identity: str, given: Any, source_id: int) -> None:
        """Correct or take out one reading of a device that was described over SensorThings."""
        sensor, moment = observation(identity)
        value = None
        if given is not None:
            if not isinstance(given, dict) or set(given) - {"result"} or number(given.get("result")) is None:
                raise BadQuery("Observation 只能更正 result（数字）；时间是它的编号，不能修改。")
            value = number(given["result"])

        def act(writer: Any) -> None:
            writer.amend(sensor, moment, value, PostgresReadings(self._connection()))

        await self._written(scope, source_id, act)

    async def _array(self, given: Any, source_id: int, root: str) -> list[str]:
        """The data-array extension: one link or “error” per row, in the order of the rows."""
        if not isinstance(given, list):
            raise BadQuery("CreateObservations 应为数组。")
        rows: list[tuple[int, int, float] | None] = []
        for block in given:
            if not isinstance(block, dict) or not isinstance(block.get("dataArray"), list):
                raise BadQuery("每组须有 Datastream、components 和 dataArray。")
            stream, names = _stream_of(block), block.get("components")
            if not isinstance(names, list) or "result" not in names or "phenomenonTime" not in names:
                raise BadQuery("components 须含 phenomenonTime 和 result。")
            at, of = names.index("phenomenonTime"), names.index("result")
            for row in block["dataArray"]:
                whole = isinstance(row, list) and len(row) == len(names)
                time_us, value = (moment_us(start_of(row[at])), number(row[of])) if whole else (None, None)
                rows.append(None if time_us is None or value is None else (stream, time_us, value))
        good = [each for each in rows if each is not None and self._owns(each[0], source_id)]
        if good:
            await self._keep(source_id, good)
        kept = set(good)
        return [
            f"{root}/Observations('{each[0]}-{each[1]}')" if each in kept and each is not None else "error"
            for each in rows
        ]

    def _owns(self, stream: int, source_id: int) -> bool:
        known = self.gateway.intake.directory
        return (
            0 < stream < known.size and int(known.source[stream]) == source_id and bool(known.watched[stream])
        )

    async def _keep(self, source_id: int, rows: Sequence[tuple[int, int, float]]) -> None:
        """Hand the rows to intake; answers once they are durable."""
        for stream, _, _ in rows:
            if not self._owns(stream, source_id):
                raise BadQuery(f"没有编号为 {stream} 的 Datastream，或不属于该令牌的来源。")
        codes = (
            {number: code for code, number in self.gateway.intake.directory.by_code.items()}
            if len(rows) > 50
            else {}
        )
        found = Parsed()
        for stream, time_us, value in rows:
            found.codes.append(codes.get(stream) or self._code(stream))
            found.times_us.append(time_us)
            found.values.append(value)
        outcome = await self.gateway.offer(source_id, found)
        if outcome.faults:
            raise BadQuery(outcome.faults[0].reason)

    def _code(self, stream: int) -> str:
        return next(code for code, each in self.gateway.intake.directory.by_code.items() if each == stream)


async def _given(scope: Scope, receive: Receive) -> Any:
    try:
        return json.loads(await body_of(scope, receive))
    except (ValueError, RecursionError) as error:
        raise BadQuery("内容不是有效的 JSON。") from error


def _under(path: str) -> tuple[dict[str, int], str]:
    """What an address to post to says: links to the entity that it lies under, and the set."""
    parts = path.split("/")
    if len(parts) == 1 and parts[0] in SETS:
        return {}, parts[0]
    if len(parts) == 2:
        match = SEGMENT.fullmatch(parts[0])
        above = SETS.get(match["name"]) if match and match["id"] else None
        link = above.links.get(parts[1]) if above else None
        if match and above and link and link.many:
            back = next(name for name, each in SETS[link.target].links.items() if each.target == above.name)
            return {back: _number(match["id"])}, link.target
    raise Absent(f"不能向“{path[:60]}”写入，可用：{'、'.join(SETS)}。")


def _one_entity(path: str) -> tuple[str, str]:
    match = SEGMENT.fullmatch(path)
    if match is None or match["name"] not in SETS or not match["id"]:
        raise Absent("没有这个实体。")
    return match["name"], match["id"]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Absent("没有这个实体。")
    return int(text)


def _stream(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadQuery("Datastream 的编号应为正整数。")
    return int(text)


def _stream_of(given: dict[str, Any]) -> int:
    inside = given.get("Datastream")
    return _stream(str(inside.get("@iot.id", ""))) if isinstance(inside, dict) else _stream("")


def _as_array(found: Sequence[dict[str, Any]], root: str, asked: Asked) -> list[dict[str, Any]]:
    names = ["id", "phenomenonTime", "result", "resultTime"]
    groups: dict[str, list[list[Any]]] = {}
    for each in found:
        stream = str(each["@iot.id"]).partition("-")[0]
        groups.setdefault(stream, []).append([each["@iot.id"], *(each[name] for name in names[1:])])
    return [
        {
            "Datastream@iot.navigationLink": f"{root}/Datastreams({stream})",
            "components": names,
            "dataArray@iot.count": len(rows),
            "dataArray": rows,
        }
        for stream, rows in groups.items()
    ]


def _root(scope: Scope) -> str:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
    return f"{scope.get('scheme', 'http')}://{host}{PREFIX}"
