"""Answers to what is asked: a path to its entities, rows to JSON, related entities inside, counts and next links."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.types.json import Jsonb

from ancheng.base.errors import Absent
from ancheng.monitoring.sensors.declare import PLATFORM_LABELS
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.sta import model
from ancheng.monitoring.sensors.sta.filtering import BadQuery, as_sql
from ancheng.monitoring.sensors.sta.model import SETS, EntitySet
from ancheng.monitoring.sensors.sta.options import Options

SEGMENT = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?P<id>[^()]*)\))?")
OBSERVATION = re.compile(r"(\d{1,10})-(-?\d{1,18})")
COUNT_UP_TO, COUNT_MS, ANSWER_MS = 10_000, 40, 8_000
KIND_ROWS = [
    {
        "kind": kind,
        "number": model.KIND_NUMBERS[kind],
        "name": each.zh,
        "description": f"{each.en} · {PLATFORM_LABELS[each.platform]}",
        "definition": f"urn:ancheng:quantity:{each.quantity.replace(' ', '-')}",
        "unit": {
            "name": each.unit,
            "symbol": each.unit,
            "definition": f"urn:ancheng:unit:{quote(each.unit)}",
        },
    }
    for kind, each in KINDS.items()
]
KINDS_TABLE = "jsonb_to_recordset(%s) AS k(kind text, number int, name text, description text, definition text, unit jsonb)"
OBSERVATIONS = """
(SELECT sensor, flag, time, value FROM gateway_reading UNION ALL
 SELECT * FROM (SELECT DISTINCT ON (u.sensor, u.time) u.sensor, u.flag, u.time, u.value FROM gateway_unsettled u
    WHERE NOT EXISTS (SELECT 1 FROM gateway_reading r WHERE r.sensor = u.sensor AND r.time = u.time)
    ORDER BY u.sensor, u.time, u.position) young) o
"""


@dataclass(frozen=True, slots=True)
class Handle:
    """One entity: the device, kind or observation that it is."""

    set: EntitySet
    number: int
    time_us: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path leads to: a set with conditions, one entity of it, or a property of that."""

    set: EntitySet
    where: tuple[tuple[str, tuple[Any, ...]], ...]
    single: bool
    property: str = ""
    raw: bool = False
    refs: bool = False


class Reader:
    """Reads for one source over one connection; `root` is the address of the service."""

    def __init__(self, connection: psycopg.Connection[Any], source_id: int, root: str) -> None:
        self.connection, self.source_id, self.root = connection, source_id, root

    # From a path to what it asks for.

    def resolve(self, path: str) -> Asked:
        parts = [each for each in path.strip("/").split("/") if each]
        current, where, single = self._first(parts[0])
        handle = self._handle(current, where) if single else None
        for at, part in enumerate(parts[1:], start=1):
            last = at == len(parts) - 1
            if part == "$ref" and last:
                return Asked(current, where, single, refs=True)
            link = current.links.get(part.partition("(")[0])
            if link is None:
                if handle is None or part not in current.properties:
                    raise Absent(f"没有“{part[:40]}”。")
                return Asked(current, where, True, property=part, raw=_value_follows(parts, at))
            if handle is None:
                raise Absent("须先以编号指定一个实体，再读取与它关联的实体。")
            current, many = SETS[link[0]], link[1]
            where, single = (self.related(handle, current),), not many
            if "(" in part:
                identity = part.partition("(")[2].rstrip(")")
                where, single = (*where, _by_id(current, identity)), True
            handle = self._handle(current, where) if single else None
        return Asked(current, where, single)

    def _first(self, part: str) -> tuple[EntitySet, tuple[tuple[str, tuple[Any, ...]], ...], bool]:
        match = SEGMENT.fullmatch(part)
        if match is None or match["name"] not in SETS:
            raise Absent(f"没有实体集“{part[:40]}”，可用：{'、'.join(SETS)}。")
        found = SETS[match["name"]]
        if match["id"] is None:
            return found, (), False
        return found, (_by_id(found, match["id"]),), True

    def _handle(self, of: EntitySet, where: tuple[tuple[str, tuple[Any, ...]], ...]) -> Handle:
        key = {"ObservedProperties": "k.number, NULL", "Observations": "o.sensor, gateway_us(o.time)"}
        sql, params = self._from(of, where)
        row = self._rows(f"SELECT {key.get(of.name, 's.id, NULL')} {sql} LIMIT 1", params)  # nosec B608
        if not row:
            raise Absent("没有这个实体，或该令牌无权查看。")
        return Handle(of, row[0][0], row[0][1])

    def related(self, of: Handle, target: EntitySet) -> tuple[str, tuple[Any, ...]]:
        """The condition under which entities of `target` belong to the entity `of`."""
        if of.set.name == "ObservedProperties":
            return "k.number = %s", (of.number,)
        if target.name == "ObservedProperties":
            own = "SELECT kind FROM sensors_sensor WHERE id = %s AND source_id = %s"
            return f"k.kind = ({own})", (of.number, self.source_id)
        return ("o.sensor = %s" if target.name == "Observations" else "s.id = %s"), (of.number,)

    # From a set to its rows.

    def _from(self, of: EntitySet, where: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[str, list[Any]]:
        conditions = [each for each, _ in where]
        params: list[Any] = [each for _, several in where for each in several]
        if of.name == "ObservedProperties":
            tables, own = KINDS_TABLE, [Jsonb(KIND_ROWS)]
            conditions.append("k.kind IN (SELECT kind FROM sensors_sensor WHERE source_id = %s)")
            params.append(self.source_id)
        else:
            first = (
                f"{OBSERVATIONS} JOIN sensors_sensor s ON s.id = o.sensor"
                if of.name == "Observations"
                else ""
            )
            tables = (
                f"{first or 'sensors_sensor s'} JOIN {KINDS_TABLE} ON k.kind = s.kind "
                "LEFT JOIN gateway_latest l ON l.sensor = s.id"
            )
            own = [Jsonb(KIND_ROWS)]
            conditions.append("s.source_id = %s")
            params.append(self.source_id)
        text = f"FROM {tables}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
        return text, own + params

    def _rows(self, sql: str, params: list[Any], within_ms: int = ANSWER_MS) -> list[tuple[Any, ...]]:
        try:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(within_ms)}")
                cursor.execute(sql, params)
                return cursor.fetchall()
        except psycopg.errors.QueryCanceled:
            raise BadQuery("查询范围过大，请限定 Datastream 或 phenomenonTime 后重试。") from None
        except psycopg.DataError as error:
            raise BadQuery("$filter 中的类型不一致，如把文字与数字比较。") from error
        except psycopg.errors.UndefinedFunction as error:
            raise BadQuery("$filter 中的类型不一致，如把文字与数字比较。") from error

    def entities(
        self, of: EntitySet, where: tuple[tuple[str, tuple[Any, ...]], ...], asked: Options
    ) -> tuple[list[dict[str, Any]], bool]:
        """The entities of a page, and whether there are more."""
        known = model.columns(of)
        if asked.filter is not None:
            sql, own = as_sql(asked.filter, known)
            where = (*where, (sql, tuple(own)))
        for name in (*asked.select, *asked.expand):
            if name not in of.properties and name not in of.links and name not in ("id", "@iot.id"):
                raise BadQuery(f"{of.name} 没有“{name[:40]}”。")
        order = []
        for path, down in asked.orderby:
            if path not in known:
                raise BadQuery(f"不能按“{'/'.join(path)[:40]}”排序。")
            order.append(f"{known[path]} {'DESC' if down else 'ASC'} NULLS LAST")
        order.append("o.sensor, o.time" if of.name == "Observations" else model.identity(of))
        key = "o.sensor, gateway_us(o.time)" if of.name == "Observations" else f"{model.identity(of)}, NULL"
        chosen = ", ".join([key, model.identity(of), *of.properties.values()])
        tables, params = self._from(of, where)
        rows = self._rows(
            f"SELECT {chosen} {tables} ORDER BY {', '.join(order)} LIMIT %s OFFSET %s",  # nosec B608
            [*params, asked.top + 1, asked.skip],
        )
        return [self._entity(of, row, asked) for row in rows[: asked.top]], len(rows) > asked.top

    def _entity(self, of: EntitySet, row: tuple[Any, ...], asked: Options) -> dict[str, Any]:
        number, time_us, identity = row[:3]
        here = f"{self.root}/{of.name}({_quoted(identity)})"
        wanted = set(asked.select)
        entity: dict[str, Any] = {}
        if not wanted or wanted & {"id", "@iot.id"}:
            entity = {"@iot.id": identity, "@iot.selfLink": here}
        for name, value in zip(of.properties, row[3:], strict=True):
            if not wanted or name in wanted:
                entity[name] = _plain(value)
        handle = Handle(of, number, time_us)
        for link, (target, many) in of.links.items():
            if link in asked.expand:
                inner = asked.expand[link]
                found, more = self.entities(SETS[target], (self.related(handle, SETS[target]),), inner)
                entity[link] = found if many else (found[0] if found else None)
                if many and more:
                    skip = inner.skip + inner.top
                    entity[f"{link}@iot.nextLink"] = f"{here}/{link}?$top={inner.top}&$skip={skip}"
                if many and inner.count:
                    entity[f"{link}@iot.count"] = self.count(
                        SETS[target], (self.related(handle, SETS[target]),), inner
                    )[0]
            elif not wanted or link in wanted:
                entity[f"{link}@iot.navigationLink"] = f"{here}/{link}"
        return entity

    def count(
        self, of: EntitySet, where: tuple[tuple[str, tuple[Any, ...]], ...], asked: Options
    ) -> tuple[int, bool]:
        """How many there are, and whether that is exact: beyond ten thousand, or where it takes long, an estimate."""
        if asked.filter is not None:
            sql, own = as_sql(asked.filter, model.columns(of))
            where = (*where, (sql, tuple(own)))
        tables, params = self._from(of, where)
        try:
            sql = f"SELECT count(*) FROM (SELECT 1 {tables} LIMIT {COUNT_UP_TO + 1}) t"  # noqa: S608  # nosec B608
            found = int(self._rows(sql, params, COUNT_MS)[0][0])
            if found <= COUNT_UP_TO:
                return found, True
        except BadQuery:
            found = 0
        plan = self._rows(f"EXPLAIN (FORMAT JSON) SELECT 1 {tables}", params)[0][0]  # nosec B608
        plan = plan if isinstance(plan, list) else json.loads(plan)
        return max(int(plan[0]["Plan"]["Plan Rows"]), found), False


def _by_id(of: EntitySet, text: str) -> tuple[str, tuple[Any, ...]]:
    if of.name == "Observations":
        match = OBSERVATION.fullmatch(text.strip("'"))
        if match is None or int(match[1]) >= 2**31:
            raise Absent("没有这个实体。")
        return "o.sensor = %s AND gateway_us(o.time) = %s", (int(match[1]), int(match[2]))
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Absent("没有这个实体。")
    return f"{model.identity(of)} = %s::bigint", (int(text),)


def _value_follows(parts: list[str], at: int) -> bool:
    if at == len(parts) - 1:
        return False
    if parts[at + 1 :] == ["$value"]:
        return True
    raise Absent(f"没有“{parts[at + 1][:40]}”。")


def _quoted(identity: Any) -> str:
    return f"'{identity}'" if isinstance(identity, str) else str(identity)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value
