"""The SensorThings service as an ASGI application: GET answers from the register, POST hands Observations to intake."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import psycopg

from ancheng.base.errors import Refusal
from ancheng.monitoring.gateway.asgi import Gateway, Receive, Scope, Send, body_of, encode
from ancheng.monitoring.gateway.frames import Parsed, moment_us, number
from ancheng.monitoring.sensors.sta.filtering import BadQuery
from ancheng.monitoring.sensors.sta.model import SETS
from ancheng.monitoring.sensors.sta.options import read
from ancheng.monitoring.sensors.sta.reading import Asked, Reader

PREFIX = "/sta/v1.1"
THREADS = 2
CONFORMANCE = (
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
)


class NotKept(Refusal):
    """A change that is made in the register, not here."""

    status = 405


class SensorThings:
    """Mounted on the gateway under `PREFIX`; whoever asks sees the devices of the source whose token is shown."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sta")
        self._own = threading.local()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = []
        try:
            source_id = self.gateway.source_of(scope)
            if scope["method"] in ("GET", "HEAD"):
                loop = asyncio.get_running_loop()
                status, body = await loop.run_in_executor(self._threads, self._get, scope, source_id)
            elif scope["method"] == "POST":
                status, body, headers = await self._post(scope, receive, source_id)
            else:
                raise NotKept(
                    "设备和对象由登记簿维护，请在“监测设备”页面登记、修改；此处只能读取和写入 Observations。"
                )
        except Refusal as refusal:
            status, body = refusal.status, encode({"code": refusal.status, "message": refusal.sentence})
        except psycopg.Error:
            status, body = 503, encode({"code": 503, "message": "数据库暂不可用，请稍后重试。"})
        kind = (
            b"application/json; charset=utf-8"
            if body[:1] in (b"{", b"[", b"")
            else b"text/plain; charset=utf-8"
        )
        headers += [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    # Reading, in a thread with a connection of its own.

    def _connection(self) -> psycopg.Connection[Any]:
        own: psycopg.Connection[Any] | None = getattr(self._own, "connection", None)
        if own is None or own.closed:
            own = psycopg.connect(self.gateway.intake.conninfo, autocommit=True, connect_timeout=5)
            self._own.connection = own
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

    # Writing: Observations alone, durable before they are answered.

    async def _post(
        self, scope: Scope, receive: Receive, source_id: int
    ) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
        path = unquote(scope["path"].removeprefix(PREFIX).strip("/"))
        try:
            given = json.loads(await body_of(scope, receive))
        except (ValueError, RecursionError) as error:
            raise BadQuery("内容不是有效的 JSON。") from error
        root = _root(scope)
        if path == "CreateObservations":
            links = await self._array(given, source_id, root)
            return 201, encode(links), []
        stream: int | None = None
        if path.startswith("Datastreams(") and path.endswith(")/Observations"):
            stream = _stream(path.removeprefix("Datastreams(").removesuffix(")/Observations"))
        elif path != "Observations":
            raise NotKept("设备和对象由登记簿维护，请在“监测设备”页面登记；此处只能写入 Observations。")
        if not isinstance(given, dict):
            raise BadQuery("Observation 应为对象。")
        number_of = stream if stream is not None else _stream_of(given)
        result, moment = given.get("result", ""), given.get("phenomenonTime")
        value = number(result)
        time_us = int(datetime.now(UTC).timestamp() * 1e6) if moment is None else moment_us(_start(moment))
        if value is None or time_us is None:
            raise BadQuery("Observation 须有数字 result；phenomenonTime 应为带时区的 ISO 8601 时间。")
        await self._keep(source_id, [(number_of, time_us, value)])
        link = f"{root}/Observations('{number_of}-{time_us}')"
        return (
            201,
            encode({"@iot.id": f"{number_of}-{time_us}", "@iot.selfLink": link}),
            [(b"location", link.encode())],
        )

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
                time_us, value = (moment_us(_start(row[at])), number(row[of])) if whole else (None, None)
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


def _stream(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadQuery("Datastream 的编号应为正整数。")
    return int(text)


def _stream_of(given: dict[str, Any]) -> int:
    inside = given.get("Datastream")
    return _stream(str(inside.get("@iot.id", ""))) if isinstance(inside, dict) else _stream("")


def _start(moment: Any) -> Any:
    """The beginning of an interval, or the moment itself."""
    return moment.partition("/")[0] if isinstance(moment, str) else None


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
