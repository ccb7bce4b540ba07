"""Answers to what is asked: a path to its entities, rows to JSON, related entities inside, counts and next links."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.types.json import Jsonb

from ancheng.base.errors import Absent
from ancheng.monitoring.sensors.declare import PLATFORM_LABELS
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.sta import model
from ancheng.monitoring.sensors.sta.filtering import BadQuery, as_sql
from ancheng.monitoring.sensors.sta.model import SETS, EntitySet, Link
from ancheng.monitoring.sensors.sta.options import Options

SEGMENT = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?P<id>[^()]*)\))?")
OBSERVATION = re.compile(r"(\d{1,10})-(-?\d{1,18})")
COUNT_UP_TO, COUNT_MS, ANSWER_MS = 10_000, 30, 8_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
# Before every question: the kinds of sensors as a table.
WITH_KINDS = """WITH k AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%s)
AS k(kind text, number int, name text, description text, definition text, unit jsonb)) """


@dataclass(frozen=True, slots=True)
class Handle:
    """One entity: its set and number; an Observation's is that of its Datastream."""

    set: EntitySet
    number: int


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
            current, many = SETS[link.target], link.many
            where, single = (self.related(handle, link),), not many
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
        sql, params = self._from(of, where)
        row = self._rows(f"SELECT {_key(of)} {sql} LIMIT 1", params)  # nosec B608
        if not row:
            raise Absent("没有这个实体，或该令牌无权查看。")
        return Handle(of, row[0][0])

    def related(self, of: Handle, link: Link) -> tuple[str, tuple[Any, ...]]:
        """The condition under which the entities of `link` belong to the entity `of`."""
        if link.here == "id" or (of.set.name == "Observations" and link.here == "sensor"):
            return f"t.{link.there} = %s", (of.number,)
        # What an Observation hangs on hangs on its Datastream.
        rows = SETS["Datastreams"].rows if of.set.name == "Observations" else of.set.rows
        own = f"SELECT h.{link.here} FROM ({rows}) h WHERE h.source_id = %s AND h.id = %s"  # noqa: S608  # nosec B608
        return f"t.{link.there} = ({own})", (self.source_id, of.number)

    def has(self, of: EntitySet, number: int) -> bool:
        """Whether the source has an entity of this number."""
        sql, params = self._from(of, (("t.id = %s", (number,)),))
        return bool(self._rows(f"SELECT 1 {sql} LIMIT 1", params))  # nosec B608

    # From a set to its rows.

    def _from(self, of: EntitySet, where: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[str, list[Any]]:
        conditions = ["t.source_id = %s", *(each for each, _ in where)]
        params: list[Any] = [self.source_id, *(each for _, several in where for each in several)]
        return f"FROM ({of.rows}) t WHERE {' AND '.join(conditions)}", params

    def _rows(
        self, sql: str, params: list[Any], within_ms: int = ANSWER_MS, before: str = ""
    ) -> list[tuple[Any, ...]]:
        try:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(within_ms)}")
                cursor.execute(before + WITH_KINDS + sql, [Jsonb(KIND_ROWS), *params])
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
            if known[path].around != "{}":
                raise BadQuery(f"“{'/'.join(path)[:40]}”对应多个实体，不能排序。")
            order.append(f"{known[path].sql} {'DESC' if down else 'ASC'} NULLS LAST")
        order.append("t.sensor, t.time" if of.name == "Observations" else "t.id")
        chosen = ", ".join([_key(of), of.identity, *(f't."{each}"' for each in of.properties)])
        tables, params = self._from(of, where)
        rows = self._rows(
            f"SELECT {chosen} {tables} ORDER BY {', '.join(order)} LIMIT %s OFFSET %s",  # nosec B608
            [*params, asked.top + 1, asked.skip],
        )
        return [self._entity(of, row, asked) for row in rows[: asked.top]], len(rows) > asked.top

    def _entity(self, of: EntitySet, row: tuple[Any, ...], asked: Options) -> dict[str, Any]:
        number, identity = row[:2]
        here = f"{self.root}/{of.name}({_quoted(identity)})"
        wanted = set(asked.select)
        entity: dict[str, Any] = {}
        if not wanted or wanted & {"id", "@iot.id"}:
            entity = {"@iot.id": identity, "@iot.selfLink": here}
        for name, value in zip(of.properties, row[2:], strict=True):
            if (not wanted and (value is not None or name not in of.optional)) or name in wanted:
                entity[name] = _plain(value)
        handle = Handle(of, number)
        for link, relation in of.links.items():
            many = relation.many
            if link in asked.expand:
                inner, target = asked.expand[link], SETS[relation.target]
                found, more = self.entities(target, (self.related(handle, relation),), inner)
                entity[link] = found if many else (found[0] if found else None)
                if many and more:
                    skip = inner.skip + inner.top
                    entity[f"{link}@iot.nextLink"] = f"{here}/{link}?$top={inner.top}&$skip={skip}"
                if many and inner.count:
                    entity[f"{link}@iot.count"] = self.count(
                        target, (self.related(handle, relation),), inner
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
        plan = self._rows(f"SELECT 1 {tables}", params, before="EXPLAIN (FORMAT JSON) ")[0][0]  # nosec B608
        plan = plan if isinstance(plan, list) else json.loads(plan)
        return max(int(plan[0]["Plan"]["Plan Rows"]), found), False


def _by_id(of: EntitySet, text: str) -> tuple[str, tuple[Any, ...]]:
    if of.name == "Observations":
        sensor, moment = observation(text)
        return "t.sensor = %s AND t.time = %s", (sensor, moment)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Absent("没有这个实体。")
    return "t.id = %s::bigint", (int(text),)


def observation(text: str) -> tuple[int, datetime]:
    """The device and the moment that the number of an Observation names."""
    match = OBSERVATION.fullmatch(text.strip("'"))
    if match is None or int(match[1]) >= 2**31:
        raise Absent("没有这个实体。")
    try:
        return int(match[1]), EPOCH + timedelta(microseconds=int(match[2]))
    except OverflowError:
        raise Absent("没有这个实体。") from None


def _key(of: EntitySet) -> str:
    return "t.sensor" if of.name == "Observations" else "t.id"


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
