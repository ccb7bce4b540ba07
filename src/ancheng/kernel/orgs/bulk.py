"""Founding many units at once: a statistics list of communities, an enterprise register, drawn grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.codes import credit_code_fault
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.orgs.models import Enterprise, Unit, UnitAlias, UnitKind
from ancheng.kernel.orgs.rules import initials, normalise, path_below

BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be founded below `parent`; `registered` holds the columns of an enterprise."""

    parent: Unit | None
    kind: UnitKind
    name: str
    short_name: str = ""
    name_en: str = ""
    adcode: str = ""
    order: int = 0
    aliases: tuple[str, ...] = ()
    registered: dict[str, object] = field(default_factory=dict)


@transaction.atomic
def add_units(*, rows: Sequence[NewUnit], by: Asker, at: datetime, synthetic: bool = False) -> list[Unit]:
    """Found all `rows` or none; enterprises are refused without a valid credit code."""
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("只有系统管理员可以调整单位。")
    for row in rows:
        _check(row)
    units = [_unit(row, number, synthetic) for row, number in zip(rows, _numbers(len(rows)), strict=True)]
    Unit.objects.bulk_create(units, batch_size=BATCH)
    Enterprise.objects.bulk_create(
        [
            Enterprise(unit=unit, **row.registered)
            for unit, row in zip(units, rows, strict=True)
            if row.registered
        ],
        batch_size=BATCH,
    )
    UnitAlias.objects.bulk_create(_aliases(units, rows), batch_size=BATCH, ignore_conflicts=True)
    _count_children(rows)
    record_all(
        entry(by=by, at=at, verb="设立单位", subject=unit, after={"name": unit.name}) for unit in units
    )
    return units


def _check(row: NewUnit) -> None:
    if not row.name.strip():
        raise Refusal("请填写单位名称。")
    if row.kind == UnitKind.ENTERPRISE:
        fault = credit_code_fault(str(row.registered.get("credit_code", "")))
        if fault:
            raise Refusal(f"{row.name}：{fault}")


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orgs_unit_id_seq') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _unit(row: NewUnit, number: int, synthetic: bool) -> Unit:
    return Unit(
        pk=number,
        parent=row.parent,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        name_en=row.name_en,
        adcode=row.adcode,
        order=row.order,
        initials=initials(row.short_name or row.name),
        synthetic=synthetic,
        path=path_below(row.parent.path if row.parent else "", number),
        ancestors=row.parent.line if row.parent else [],
    )


def _aliases(units: Sequence[Unit], rows: Sequence[NewUnit]) -> list[UnitAlias]:
    return [
        UnitAlias(unit=unit, name=alias, normalised=normalise(alias))
        for unit, row in zip(units, rows, strict=True)
        if row.kind not in (UnitKind.ENTERPRISE, UnitKind.GRID)
        for alias in dict.fromkeys([row.name, row.short_name, *row.aliases])
        if alias.strip()
    ]


def _count_children(rows: Sequence[NewUnit]) -> None:
    counts: dict[int, int] = {}
    for row in rows:
        if row.parent:
            counts[row.parent.pk] = counts.get(row.parent.pk, 0) + 1
    for parent_id, count in counts.items():
        Unit.objects.filter(pk=parent_id).update(child_count=F("child_count") + count)
