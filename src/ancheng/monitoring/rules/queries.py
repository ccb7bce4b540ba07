"""What pages and the evaluator ask about rules."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.rules.rules import bindings
from ancheng.monitoring.rules.values import Binding, Device, ScopeKind
from ancheng.monitoring.sensors.models import Sensor


def visible(asker: Asker) -> QuerySet[Version]:
    return Version.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, pk: int) -> Version:
    found: Version | None = (
        Version.every.visible_to(asker)
        .select_related("rule", "owner_unit", "issuer_unit")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Absent("没有这条规则，或当前岗位无权查看。")
    return found


def versions(asker: Asker, *, state: str = "", kind: str = "", q: str = "") -> QuerySet[Version]:
    rows = visible(asker).select_related("rule", "owner_unit")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(rule__kind=kind)
    if q:
        rows = rows.filter(Q(rule__name__icontains=q) | Q(sensor_kind__icontains=q))
    return rows


def active() -> list[Version]:
    return list(Version.objects.filter(state="active").select_related("rule").order_by("pk"))


def devices(at: datetime) -> list[Device]:
    """Every sensor that is in use, in the order of its number."""
    rows = (
        Sensor.objects.filter(Q(retired_on=None) | Q(retired_on__gt=beijing_day(at)))
        .only(
            "pk", "code", "kind", "name", "unit_id", "low", "high", "asset_id", "asset_name", "subdistrict_id",
            "community_id", "grid_id", "geometry",
        )
        .order_by("pk")
    )  # fmt: skip
    return [_device(each) for each in rows.iterator(chunk_size=5000)]


def _device(row: Sensor) -> Device:
    areas = tuple(each for each in (row.subdistrict_id, row.community_id, row.grid_id) if each)
    point = (row.geometry.x, row.geometry.y) if row.geometry and row.geometry.geom_type == "Point" else None
    return Device(
        row.pk, row.code, row.kind, row.name, row.unit_id, row.low, row.high, row.asset_id, row.asset_name, areas, point
    )  # fmt: skip


def watched(version: Version, known: list[Device]) -> list[Binding]:
    """What a version watches among the sensors that are known."""
    return bindings(
        version.stated,
        known,
        scope_kind=ScopeKind(version.scope_kind),
        scope=version.scope,
        sensor_kind=version.sensor_kind,
        input_kinds=version.inputs,
    )
