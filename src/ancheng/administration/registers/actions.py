"""Verbs on rows of registers: register, amend, close; and the platform's own count of who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from ancheng.administration.registers import rules
from ancheng.administration.registers.declare import Register
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.queries import may_keep, may_touch
from ancheng.administration.registers.registry import register as register_called
from ancheng.base.asker import Asker
from ancheng.base.clock import add_months, beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.copying import change_in
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name


class BadRow(Refusal):
    """Values that cannot be stored; `errors` tells, by field, what to do about each."""

    status = 422

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states for a row: whose it is, and the values as typed."""

    unit: Unit
    values: Mapping[str, Any]


def fill(
    row: Row, declared: Register, unit: Unit, values: dict[str, Any], streets: Mapping[int, Unit]
) -> None:
    """Set everything that follows from unit and values."""
    row.unit, row.attributes = unit, values
    row.title = (rules.title(declared, values) or declared.zh)[:200]
    street = next((streets[each] for each in (unit.pk, *unit.ancestors) if each in streets), None)
    row.subdistrict = street
    row.starts_on, row.ends_on = rules.placed(declared, values)
    row.due_on, row.due_clock = rules.due(declared, values)
    row.series = rules.series(declared, unit.pk, values)[:300]
    row.same = rules.same(declared, unit.pk, values) or row.code
    row.derive_scope()


def settle(name: str, series: Iterable[str]) -> None:
    """Of each series only the last row asks to be renewed: work out again what falls due."""
    declared = register_called(name)
    renewed = {each.key for each in declared.clocks if each.renewed}
    if not renewed:
        return
    last: dict[str, Row] = {}
    moved = []
    for row in Row.every.filter(register=name, series__in=set(series), closed_on=None).order_by(
        "-starts_on", "-pk"
    ):
        later = last.setdefault(row.series, row) is not row
        found = [
            (on, each.key) for each in declared.clocks
            if (on := each.due(row.attributes)) is not None and not (later and each.key in renewed)
        ]  # fmt: skip
        due = min(found, default=(None, ""))
        if due != (row.due_on, row.due_clock):
            row.due_on, row.due_clock = due
            moved.append(row)
    change_in(moved, ("due_on", "due_clock"))


def streets_of(*units: Unit) -> dict[int, Unit]:
    """The subdistricts among these units and those above them."""
    ids = {each for unit in units for each in unit.line}
    return Unit.objects.filter(kind=UnitKind.SUBDISTRICT).in_bulk(ids)


def supervisor(declared: Register) -> Unit | None:
    """The department that keeps a register, where the installation knows it."""
    return by_name([declared.department]).get(declared.department)


def next_codes(name: str, count: int = 1) -> list[str]:
    """Free numbers of a register; the first draw holds them until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registers.code'), hashtext(%s))", [name])
    last = Row.every.filter(register=name).order_by("-pk").values_list("code", flat=True).first()
    start, prefix = int(last.rpartition("-")[2]) if last else 0, register_called(name).prefix
    return [f"{prefix}-{start + n + 1:06d}" for n in range(count)]


@transaction.atomic
def keep(*, name: str, stated: Stated, by: Asker, at: datetime) -> Row:
    """Register a row."""
    declared = register_called(name)
    _permit(declared, stated.unit, by)
    values = _checked(declared, stated.values)
    row = Row(
        register=name, code=next_codes(name)[0], department=supervisor(declared), created_at=at, updated_at=at
    )
    fill(row, declared, stated.unit, values, streets_of(stated.unit))
    _save(row, declared, new=True)
    settle(name, [row.series])
    record(by=by, at=at, verb="登记", subject=row, after={"unit_id": row.unit_id, **values})
    return row


@transaction.atomic
def amend(*, row: Row, stated: Stated, version: int, why: str, by: Asker, at: datetime) -> bool:
    """Change a row; False when nothing differs."""
    declared = row.declared
    if not may_touch(by, row):
        raise NotAllowed("只有责任单位、主管部门或安委办可以修改这条登记。")
    _permit(declared, stated.unit, by)
    values = _checked(declared, stated.values)
    if values == row.attributes and stated.unit.pk == row.unit_id:
        return False
    if not why.strip():
        raise Refusal("修改登记须填写理由。")
    before, series = {"unit_id": row.unit_id, **row.attributes}, row.series
    fill(row, declared, stated.unit, values, streets_of(stated.unit))
    row.updated_at, row.version = at, version + 1
    taken = Row.every.filter(pk=row.pk, version=version, closed_on=None)
    if not taken.update(version=version + 1):
        raise Conflict("这条登记已被他人修改，请刷新后重新填写。")
    _save(row, declared, new=False)
    settle(row.register, {series, row.series})
    after = {"unit_id": row.unit_id, **values}
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    record(
        by=by, at=at, verb="修改登记", subject=row, why=why.strip()[:300],
        before={key: before.get(key) for key in changed}, after={key: after.get(key) for key in changed},
    )  # fmt: skip
    return True


@transaction.atomic
def close(*, row: Row, why: str, by: Asker, at: datetime) -> None:
    """Close a row: it stays on file, counts no longer and asks for nothing more."""
    if not may_touch(by, row):
        raise NotAllowed("只有责任单位、主管部门或安委办可以办结这条登记。")
    if not why.strip():
        raise Refusal("办结登记须填写理由。")
    day = beijing_day(at)
    if not Row.every.filter(pk=row.pk, closed_on=None).update(
        closed_on=day, updated_at=at, version=row.version + 1
    ):
        raise Conflict("这条登记已经办结。")
    settle(row.register, [row.series])
    record(by=by, at=at, verb="办结登记", subject=row, why=why.strip()[:300], after={"closed_on": day})


def _permit(declared: Register, unit: Unit, by: Asker) -> None:
    if declared.automatic:
        raise NotAllowed("本登记册由平台自动生成，不能手工填写。")
    if not may_keep(by, declared):
        raise NotAllowed("当前岗位只能查看登记册，请由责任单位或主管部门的工作人员登记。")
    own = by.sees_district or by.unit_id in unit.line
    if (
        not own
        and by.unit_name != declared.department
        and by.unit_id != getattr(supervisor(declared), "pk", None)
    ):
        raise NotAllowed("只能为本单位和下级单位登记；其他单位由主管部门登记。")


def _checked(declared: Register, given: Mapping[str, Any]) -> dict[str, Any]:
    found = rules.check(declared, given)
    if found.errors:
        raise BadRow(found.errors)
    return found.values


def _save(row: Row, declared: Register, *, new: bool) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as fault:
        if "register_row_once" not in str(fault):
            raise
        names = "、".join(declared.by_key[each].zh for each in declared.key)
        raise Conflict(f"该单位已有相同的登记（{names}相同），请修改原登记。") from fault


AREAS: dict[str, tuple[str, ...]] = {
    "supervision": (
        "assets", "dangers", "grid", "risks", "hotline", "accidents", "penalties", "credit", "enforcement",
        "hazards", "matters",
    ),
    "monitoring": ("sensors", "rules", "warnings", "platforms"),
    "command": ("resources", "shelters", "duty", "contingency", "incidents", "dispatch", "drills"),
    "decision": ("knowledge", "runs"),
    "administration": ("programme", "indicators", "registers", "assessment", "tasks", "documents"),
}  # fmt: skip

USED = """
SELECT unit_id, split_part(subject_type, '.', 1), count(*)
FROM audit_entry WHERE at >= %s AND at < %s AND unit_id IS NOT NULL AND actor_id IS NOT NULL GROUP BY 1, 2
"""


@transaction.atomic
def measure_use(*, month: date, by: Asker, at: datetime) -> int:
    """Write down who used which business area in a month, from the audit trail; returns the rows written."""
    from ancheng.base.clock import from_beijing
    from ancheng.kernel.orgs.queries import responsible_units

    first, last = rules.span("month", month)
    with connection.cursor() as cursor:
        cursor.execute(USED, [from_beijing(first), from_beijing(add_months(first, 1))])
        done: dict[tuple[int, str], int] = {}
        of_app = {app: area for area, apps in AREAS.items() for app in apps}
        for unit_id, app, count in cursor.fetchall():
            if area := of_app.get(app):
                done[unit_id, area] = done.get((unit_id, area), 0) + count
    name, declared = "platform_use", register_called("platform_use")
    units = list(responsible_units())
    streets, known = (
        streets_of(*units),
        {each.unit_id: each for each in Row.objects.filter(register=name, starts_on=first)},
    )
    codes = iter(next_codes(name, len(units)))
    for unit in units:
        counts = {area: done.get((unit.pk, area), 0) for area in AREAS}
        checked = rules.completed(declared, {"month": first.isoformat(), **counts})
        row = known.get(unit.pk) or Row(
            register=name, code=next(codes), department=supervisor(declared), created_at=at
        )
        row.updated_at = at
        fill(row, declared, unit, checked.values, streets)
        row.save()
    district = Unit.objects.filter(kind=UnitKind.DISTRICT).first()
    if district:
        record(
            by=by,
            at=at,
            verb="统计平台使用情况",
            subject=district,
            after={"month": last, "units": len(units)},
        )
    return len(units)
