"""One filter for list, map, detail and export: what stands in the address, as typed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.supervision.assets.declare import Condition, Group
from ancheng.supervision.assets.models import Status
from ancheng.supervision.assets.registry import KINDS

SINCE = {"1h": timedelta(hours=1), "6h": timedelta(hours=6), "24h": timedelta(hours=24)}
CONDITION_KEYS = {each.name.lower(): each for each in Condition}
ATTRIBUTE = "a."
UNKNOWN = "unknown"
LATEST, OLDEST, BY_CODE = "latest", "oldest", "code"
LONGEST_SEARCH = 80


class BadFilter(Refusal):
    """An address whose filter cannot be read."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the register; everything empty means all that is not retired."""

    q: str = ""
    kinds: tuple[str, ...] = ()
    group: str = ""
    unit: int | None = None
    department: int | None = None
    subdistrict: int | None = None
    community: int | None = None
    enterprise: int | None = None
    statuses: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    since: str = ""
    bbox: tuple[float, float, float, float] | None = None
    outside: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    sort: str = LATEST
    ids: tuple[int, ...] = field(default=())

    @property
    def empty(self) -> bool:
        return replace(self, sort=LATEST) == Filter()

    @property
    def asked_kinds(self) -> tuple[str, ...]:
        """The kinds that are asked for; those of the chapter when only a chapter is given."""
        if self.kinds or not self.group:
            return self.kinds
        return tuple(key for key, kind in KINDS.items() if kind.group == self.group)

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as it stands in an address, in one fixed order."""
        numbers = [(name, getattr(self, name)) for name in NUMBERS]
        return [
            *([("q", self.q)] if self.q else []),
            *(("kind", each) for each in self.kinds),
            *([("group", self.group)] if self.group else []),
            *((name, str(value)) for name, value in numbers if value is not None),
            *(("status", each) for each in self.statuses),
            *(("condition", each.name.lower()) for each in self.conditions),
            *([("since", self.since)] if self.since else []),
            *([("bbox", ",".join(f"{each:.5f}" for each in self.bbox))] if self.bbox else []),
            *([("outside", "1")] if self.outside else []),
            *((ATTRIBUTE + key, value) for key, value in self.attributes),
            *([("sort", self.sort)] if self.sort != LATEST else []),
        ]

    def query(self, **changes: object) -> str:
        """The filter with `changes`, as the query part of an address."""
        return urlencode(replace(self, **changes).pairs())  # type: ignore[arg-type]


NUMBERS = ("unit", "department", "subdistrict", "community", "enterprise")


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field, ignores what it does not know."""
    kinds = tuple(dict.fromkeys(each for each in given.getlist("kind") if each))
    _only(kinds, KINDS, "对象类别")
    group = given.get("group", "")
    _only([group] if group else [], list(Group), "类别分组")
    statuses = tuple(dict.fromkeys(each for each in given.getlist("status") if each))
    _only(statuses, Status.values, "状态")
    conditions = [each for each in given.getlist("condition") if each]
    _only(conditions, CONDITION_KEYS, "情况")
    since = given.get("since", "")
    _only([since] if since else [], SINCE, "时间范围")
    sort = given.get("sort") or LATEST
    _only([sort], (LATEST, OLDEST, BY_CODE), "排序方式")
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        kinds=kinds,
        group=group,
        statuses=statuses,
        conditions=tuple(sorted({CONDITION_KEYS[each] for each in conditions}, reverse=True)),
        since=since,
        bbox=_box(given.get("bbox", "")),
        outside=given.get("outside") == "1",
        attributes=_attributes(given, kinds),
        sort=sort if sort != BY_CODE or len(kinds) == 1 else LATEST,
        **{name: _number(name, given.get(name, "")) for name in NUMBERS},
    )


def _only(values: Iterable[str], allowed: Iterable[str], what: str) -> None:
    for each in values:
        if each not in allowed:
            raise BadFilter(f"没有“{each[:40]}”这一{what}，请重新选择筛选条件。")


def _number(name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadFilter("筛选条件中的单位无效，请重新选择。")
    return int(text)


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(each) for each in text.split(","))
    except ValueError:
        raise BadFilter("地图范围应为“西,南,东,北”四个经纬度，请在地图上重新选择。") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadFilter("地图范围超出经纬度的取值，请在地图上重新选择。")
    return west, south, east, north


def _attributes(given: QueryDict, kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Values of attributes (`a.condition=defective`); they have a meaning within one kind only."""
    if len(kinds) != 1:
        return ()
    known = KINDS[kinds[0]].by_key
    asked = [(name.removeprefix(ATTRIBUTE), given[name]) for name in given if name.startswith(ATTRIBUTE)]
    for key, _ in asked:
        if key not in known:
            raise BadFilter(f"“{KINDS[kinds[0]].zh}”没有“{key[:40]}”这一属性，请重新选择筛选条件。")
    return tuple(sorted((key, value) for key, value in asked if value))
