"""Verbs on units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.codes import credit_code_fault
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.contracts.kernel import UnitMoved
from ancheng.kernel.audit.actions import record
from ancheng.kernel.events.actions import announce
from ancheng.kernel.orgs.models import Enterprise, Unit, UnitAlias, UnitKind
from ancheng.kernel.orgs.rules import check_name, initials, normalise, path_below


@transaction.atomic
def add_unit(
    *,
    kind: UnitKind,
    name: str,
    by: Asker,
    at: datetime,
    parent: Unit | None = None,
    short_name: str = "",
    name_en: str = "",
    adcode: str = "",
    order: int = 0,
    aliases: Iterable[str] = (),
    synthetic: bool = False,
) -> Unit:
    """Found a unit under `parent`, known by its name, its short name and its aliases."""
    _only_administrators(by)
    check_name(name, "单位名称", most=120)
    check_name(short_name or name[:60], "单位简称", most=60)
    if adcode and Unit.objects.filter(adcode=adcode).exists():
        raise Conflict(f"区划代码 {adcode} 已被“{Unit.objects.get(adcode=adcode)}”使用，请核对。")
    unit = Unit(
        parent=parent,
        kind=kind,
        name=name.strip(),
        short_name=short_name.strip(),
        name_en=name_en,
        adcode=adcode,
        order=order,
        initials=initials(short_name or name),
        synthetic=synthetic,
    )
    unit.save()
    _hang(unit, parent)
    Unit.objects.filter(pk=unit.pk).update(path=unit.path, ancestors=unit.ancestors)
    if parent:
        Unit.objects.filter(pk=parent.pk).update(child_count=F("child_count") + 1)
    if kind != UnitKind.ENTERPRISE:
        for alias in dict.fromkeys([name, short_name, *aliases]):
            if alias.strip() and not UnitAlias.objects.filter(normalised=normalise(alias)).exists():
                UnitAlias.objects.create(unit=unit, name=alias.strip(), normalised=normalise(alias))
    record(
        by=by, at=at, verb="设立单位", subject=unit, after={"name": unit.name, "parent": str(parent or "")}
    )
    return unit


@transaction.atomic
def add_alias(*, unit: Unit, name: str, by: Asker, at: datetime) -> UnitAlias:
    """Let `unit` also be known as `name`; a name that already means another unit is refused."""
    if not by.holds(Role.ADMINISTRATOR, Role.OFFICE):
        raise NotAllowed("只有系统管理员和安委办可以登记单位别名。")
    check_name(name, "别名", most=120)
    taken = UnitAlias.objects.filter(normalised=normalise(name)).select_related("unit").first()
    if taken and taken.unit_id != unit.pk:
        raise Conflict(f"“{name}”已是“{taken.unit}”的别名，请先确认所指单位。")
    if taken:
        return taken
    alias = UnitAlias.objects.create(unit=unit, name=name.strip(), normalised=normalise(name))
    record(by=by, at=at, verb="登记别名", subject=unit, after={"alias": name})
    return alias


@transaction.atomic
def register_enterprise(
    *, name: str, credit_code: str, parent: Unit, by: Asker, at: datetime, **facts: object
) -> Enterprise:
    """Register an enterprise under the subdistrict or community that looks after it."""
    fault = credit_code_fault(credit_code)
    if fault:
        raise Refusal(fault)
    if Enterprise.objects.filter(credit_code=credit_code).exists():
        raise Conflict(f"统一社会信用代码 {credit_code} 已登记，不能重复登记。")
    unit = add_unit(kind=UnitKind.ENTERPRISE, name=name, parent=parent, by=by, at=at)
    return Enterprise.objects.create(unit=unit, credit_code=credit_code, **facts)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: Asker, at: datetime, why: str = "") -> None:
    """Hang `unit` and all below it under another parent."""
    _only_administrators(by)
    if unit.pk in parent.line:
        raise Refusal(f"不能把“{unit}”移到自己或自己的下级之下。")
    old_parent, old_path, old_depth = unit.parent, unit.path, len(unit.ancestors)
    Unit.objects.select_for_update().filter(path__startswith=old_path).order_by("pk").count()
    subtree = list(Unit.objects.below(unit).exclude(pk=unit.pk))
    unit.parent = parent
    _hang(unit, parent)
    unit.save(update_fields=["parent", "path", "ancestors"])
    for each in subtree:
        each.path = unit.path + each.path[len(old_path) :]
        each.ancestors = unit.ancestors + each.ancestors[old_depth:]
    Unit.objects.bulk_update(subtree, ["path", "ancestors"], batch_size=1000)
    if old_parent:
        Unit.objects.filter(pk=old_parent.pk).update(child_count=F("child_count") - 1)
    Unit.objects.filter(pk=parent.pk).update(child_count=F("child_count") + 1)
    record(
        by=by,
        at=at,
        verb="调整隶属",
        subject=unit,
        why=why,
        before={"parent": str(old_parent or "")},
        after={"parent": str(parent)},
    )
    announce(UnitMoved(unit.pk, at))


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: Asker, at: datetime, why: str) -> None:
    """End a unit; its records stay."""
    _only_administrators(by)
    if Unit.objects.in_use().filter(parent=unit).exists():
        raise Refusal(f"“{unit}”还有下级单位，请先调整或撤销下级单位。")
    Unit.objects.filter(pk=unit.pk).update(closed_on=on)
    record(by=by, at=at, verb="撤销单位", subject=unit, why=why, after={"closed_on": on})


def _hang(unit: Unit, parent: Unit | None) -> None:
    unit.ancestors = parent.line if parent else []
    unit.path = path_below(parent.path if parent else "", unit.pk)


def _only_administrators(by: Asker) -> None:
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("只有系统管理员可以调整单位。")
