"""One filter for list, map and export: what stands in the address, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.numbers import key
from ancheng.monitoring.sensors.declare import Platform
from ancheng.monitoring.sensors.models import Sensor
from ancheng.monitoring.sensors.queries import visible, with_health
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.values import Health


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the sensors; everything empty means all that are in use."""

    q: str = ""
    platform: str = ""
    kind: str = ""
    kinds: tuple[str, ...] = ()
    health: str = ""
    source: int | None = None
    asset: int | None = None
    unit: int | None = None
    subdistrict: int | None = None

    @property
    def empty(self) -> bool:
        return self == Filter()

    def query(self) -> str:
        words = [(name, getattr(self, name)) for name in ("q", "platform", "kind", "health")]
        words.append(("kinds", ",".join(self.kinds)))
        numbers = [(name, getattr(self, name)) for name in ("source", "asset", "unit", "subdistrict")]
        return urlencode(
            [
                *((name, value) for name, value in words if value),
                *((name, str(value)) for name, value in numbers if value is not None),
            ]
        )


def read(given: QueryDict) -> Filter:
    """The filter that an address asks for; words that mean nothing are left out."""
    platform, kind, health = (given.get(name, "") for name in ("platform", "kind", "health"))
    several = tuple(each for each in given.get("kinds", "").split(",") if each in KINDS)
    return Filter(
        kinds=several,
        q=given.get("q", "").strip()[:80],
        platform=platform if platform in set(Platform) else "",
        kind=kind if kind in KINDS else "",
        health=health if health in Health.values else "",
        source=key(given.get("source")),
        asset=key(given.get("asset")),
        unit=key(given.get("unit")),
        subdistrict=key(given.get("subdistrict")),
    )


def narrowed(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Sensor]:
    """The sensors that `asker` may see and that `asked` describes, not yet in order."""
    rows = visible(asker)
    rows = with_health(rows, asked.health, at) if asked.health else rows.filter(retired_on=None)
    if asked.platform:
        rows = rows.filter(kind__in=[name for name, each in KINDS.items() if each.platform == asked.platform])
    if asked.kinds:
        rows = rows.filter(kind__in=asked.kinds)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    for name in ("source", "unit", "subdistrict"):
        value = getattr(asked, name)
        if value is not None:
            rows = rows.filter(**{f"{name}_id": value})
    if asked.asset is not None:
        rows = rows.filter(asset_id=asked.asset)
    if asked.q:
        rows = rows.filter(
            Q(name__icontains=asked.q)
            | Q(code__istartswith=asked.q)
            | Q(asset_name__icontains=asked.q)
            | Q(address__icontains=asked.q)
        )
    return rows
