"""What lists and pages ask about registers, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, DateField, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from ancheng.administration.registers import measures
from ancheng.administration.registers.declare import Duty, Number, Register
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.registry import REGISTERS
from ancheng.administration.registers.rules import last_period
from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, NotAllowed
from ancheng.base.roles import Role
from ancheng.kernel.exchange.tables import Kind
from ancheng.kernel.measuring import tally
from ancheng.kernel.orgs.models import Unit, UnitKind

RELATED = ("unit", "department", "subdistrict")
KEEPERS = (Role.ADMINISTRATOR, Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT)


def only_public(asker: Asker) -> None:
    """Registers are kept by and for public bodies."""
    if asker.role == Role.ENTERPRISE:
        raise NotAllowed("登记册由政府部门和街道、地区使用，企业岗位不能查看。")


def visible(asker: Asker) -> QuerySet[Row]:
    return Row.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, row_id: int) -> Row:
    """The row, or a refusal that does not say whether it exists."""
    found: Row | None = (
        visible(asker).filter(pk=row_id, register__in=REGISTERS).select_related(*RELATED).first()
    )
    if found is None:
        raise Absent("没有这条登记，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of a register; everything empty means all rows that are not closed."""

    q: str = ""
    unit: int | None = None
    year: int | None = None
    overdue: bool = False
    closed: bool = False
    failing: str = ""
    values: tuple[tuple[str, str], ...] = field(default=())


def overdue_rows(today: date) -> Q:
    return Q(due_on__lt=today, closed_on=None)


def narrowed(asker: Asker, name: str, asked: Filter, today: date) -> QuerySet[Row]:
    """The rows of a register that `asker` may see and that `asked` describes, not yet in order."""
    rows, declared = visible(asker).filter(register=name), REGISTERS[name]
    if not asked.closed:
        rows = rows.filter(closed_on=None)
    if asked.overdue:
        rows = rows.filter(overdue_rows(today))
    if asked.unit:
        rows = rows.filter(Q(unit=asked.unit) | Q(subdistrict=asked.unit))
    if asked.year:
        rows = rows.filter(starts_on__gte=date(asked.year, 1, 1), starts_on__lte=date(asked.year, 12, 31))
    for key, value in asked.values:
        typed: Any = value == "true" if declared.by_key[key].kind is Kind.BOOLEAN else value
        rows = rows.filter(**{f"attributes__{key}": typed})
    if asked.q:
        rows = rows.filter(
            Q(title__icontains=asked.q) | Q(code__istartswith=asked.q) | Q(unit__name__icontains=asked.q)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a register stand, and how many are overdue."""

    all: int = 0
    overdue: int = 0


def tallies(asker: Asker, today: date) -> dict[str, Tally]:
    """By register; one without rows counts none."""
    rows = (
        visible(asker)
        .filter(closed_on=None)
        .order_by()
        .values_list("register")
        .annotate(all=Count("pk"), overdue=Count("pk", filter=overdue_rows(today)))
    )
    found = {name: Tally(*numbers) for name, *numbers in rows}
    return {name: found.get(name, Tally()) for name in REGISTERS}


def count_mine(asker: Asker) -> int:
    """How many rows of the asker's own unit are overdue, for the menu."""
    if asker.role == Role.ENTERPRISE or asker.unit_id is None:
        return 0
    from django.utils import timezone

    return visible(asker).filter(overdue_rows(timezone.localdate()), unit_id=asker.unit_id).count()


def overdue(asker: Asker, today: date) -> QuerySet[Row]:
    """All that is overdue in any register, the longest first."""
    return visible(asker).filter(overdue_rows(today), register__in=REGISTERS).select_related(*RELATED)


@dataclass(frozen=True, slots=True)
class Missed:
    """Units that did not register what every unit of their kind must in the last whole period."""

    register: str
    declared: Register
    duty: Duty
    first: date
    last: date
    units: list[Unit]


def missed(asker: Asker, names: Iterable[str], today: date) -> list[Missed]:
    """For each duty of these registers, the units that missed it; an officer of a unit sees only the own line."""
    duties = [
        (name, duty, *last_period(duty.months, today)) for name in names for duty in REGISTERS[name].duties
    ]
    if not duties:
        return []
    wanted = reduce(
        or_, (Q(kind__in=duty.kinds) | Q(short_name__in=duty.names) for _name, duty, *_ in duties)
    )
    units = Unit.objects.in_use().filter(wanted).exclude(kind=UnitKind.COLLECTIVE)
    if not asker.sees_district:
        units = units.filter(Q(pk=asker.unit_id) | Q(ancestors__contains=[asker.unit_id]))
    bound, done = list(units.order_by("order", "name")), _registered(duties)
    return [
        Missed(
            name, REGISTERS[name], duty, first, last,
            [
                each for each in bound
                if (each.kind in duty.kinds or each.short_name in duty.names)
                and done.get((name, first, each.pk), 0) < duty.least
            ],
        )
        for name, duty, first, last in duties
    ]  # fmt: skip


def _registered(duties: Sequence[tuple[str, Duty, date, date]]) -> dict[tuple[str, date, int], int]:
    """How many rows each unit or area has in the period of each duty: one question for all of them."""
    when = {
        (name, first): Q(register=name, starts_on__lte=last)
        & (Q(ends_on=None, starts_on__gte=first) | Q(ends_on__gte=first))
        for name, _duty, first, last in duties
    }
    period = Case(
        *(When(asked, then=Value(first)) for (_name, first), asked in when.items()), output_field=DateField()
    )
    rows = Row.objects.filter(reduce(or_, when.values())).annotate(m_first=period).order_by()
    found: dict[tuple[str, date, int], int] = {}
    counted = rows.values_list("register", "m_first", "unit_id", "subdistrict_id").annotate(n=Count("pk"))
    for name, first, unit_id, street_id, count in counted:
        for each in {unit_id, street_id} - {None}:
            found[name, first, each] = found.get((name, first, each), 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a register as it stands: how much of how much."""

    number: Number
    numerator: Decimal
    denominator: Decimal

    @property
    def text(self) -> str:
        """A share in per cent, an amount as it is; '' where nothing is registered."""
        if not self.denominator:
            return ""
        if not self.number.share:
            return f"{self.numerator.normalize():,f}"
        return f"{self.numerator * 100 / self.denominator:.2f}%"


def figures(name: str, today: date) -> list[Figure]:
    """The numbers of a register over the whole district, as of today."""
    found = []
    for each in REGISTERS[name].numbers:
        up = down = Decimal(0)
        for part in tally(measures.of(name, each.key), [today]):
            up, down = up + part.numerator, down + part.denominator
        found.append(Figure(each, up, up if each.side == "numerator" else down))
    return found


def outline(asker: Asker, name: str, today: date) -> tuple[int, list[int]]:
    """How many rows of a register that `asker` may see are overdue, and the years in which it has any, newest first."""
    year = ArrayAgg(ExtractYear("starts_on"), distinct=True, filter=Q(starts_on__isnull=False), default=[])
    found = (
        visible(asker)
        .filter(register=name)
        .order_by()
        .aggregate(late=Count("pk", filter=overdue_rows(today)), years=year)
    )
    return found["late"], sorted(found["years"], reverse=True)


def may_keep(asker: Asker, declared: Register) -> bool:
    """Whether the asker may register anything here at all."""
    return asker.holds(*KEEPERS) and not declared.automatic


def may_touch(asker: Asker, row: Row) -> bool:
    """Whether the asker may change this row: the owner, the department that supervises it, the office."""
    if not may_keep(asker, row.declared) or row.closed_on:
        return False
    return asker.sees_district or asker.unit_id in row.unit.line or asker.unit_id == row.department_id
