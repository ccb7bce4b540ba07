"""What the scorecard and its panel ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from ancheng.administration.indicators.declare import Door, Indicator
from ancheng.administration.indicators.engine import count, difference, district_id, readings
from ancheng.administration.indicators.models import Result
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import (
    Amount,
    Sort,
    Threshold,
    Verdict,
    direction,
    judge,
    month_ends,
    text,
)
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.editions import Edition
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.kernel.extract.queries import failing
from ancheng.kernel.measuring import Failing, Measure
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.models import Task

ARROWS = {1: "↑", 0: "→", -1: "↓"}
TONES = {Verdict.PASSED: "good", Verdict.FAILED: "late", Verdict.NOT_JUDGED: "neutral"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one unit in one month."""

    indicator: Indicator
    unit_id: int
    amount: Amount | None
    text: str
    arrow: str
    verdict: Verdict
    tone: str
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    unit: Unit
    cells: list[Cell]
    passed: int
    judged: int


def only_public(asker: Asker) -> None:
    """Indicators are known to every public body, not to enterprises."""
    if asker.role == Role.ENTERPRISE:
        raise NotAllowed("指标评分卡供政府部门和街道、地区使用，企业岗位不能查看。")


def target_text(threshold: Threshold, unit: str) -> str:
    if threshold.value is None:
        return ""
    sign = {">=": "≥", "<=": "≤", "=": ""}.get(threshold.operator, threshold.operator)
    return f"{sign}{threshold.value.normalize():f}{'%' if unit == '%' else ''}"


def latest_month() -> date | None:
    return Result.objects.order_by("-month").values_list("month", flat=True).first()


def months_kept() -> list[date]:
    return list(Result.objects.order_by("-month").values_list("month", flat=True).distinct()[:36])


def threshold(declared: Indicator, on: date, which: str = "plan") -> Edition[Threshold]:
    """The threshold in force on a day; where the plan names none, what its comparator says."""
    found = declared.threshold(on, which)
    if found.value.value is None and declared.comparator:
        return declared.comparator(on) or found
    return found


def _cell(
    declared: Indicator, unit_id: int, now: Amount | None, before: Amount | None, threshold: Threshold
) -> Cell:
    verdict = judge(declared.sort, now, threshold, before)
    return Cell(
        declared, unit_id, now, text(declared.sort, now, threshold),
        ARROWS[direction(declared.sort, now, before)] if now and before else "", verdict,
        TONES.get(verdict, "unknown"), target_text(threshold, declared.unit),
    )  # fmt: skip


def scorecard(
    month: date, chosen: Sequence[Indicator], units: Sequence[Unit], which: str = "plan"
) -> list[Line]:
    """Units × indicators at the end of a month, each beside the month before."""
    former = month_ends(month, 2)[0]
    kept: dict[tuple[date, int, str], Amount] = {}
    rows = Result.objects.filter(month__in=(former, month), unit__in=[each.pk for each in units], part="")
    for on, unit_id, number, numerator, denominator in rows.values_list(
        "month", "unit_id", "indicator", "numerator", "denominator"
    ):
        kept[on, unit_id, number] = Amount(numerator, denominator)
    thresholds = {each.id: threshold(each, month, which).value for each in chosen}
    lines = []
    for unit in units:
        cells = [
            _cell(
                each, unit.pk, kept.get((month, unit.pk, each.id)), kept.get((former, unit.pk, each.id)),
                thresholds[each.id],
            )
            for each in chosen
        ]  # fmt: skip
        passed = sum(each.verdict == Verdict.PASSED for each in cells)
        judged = passed + sum(each.verdict == Verdict.FAILED for each in cells)
        lines.append(Line(unit, cells, passed, judged))
    return lines


def rows_of_units() -> list[Unit]:
    """The district, then its subdistricts."""
    kinds = (UnitKind.DISTRICT, UnitKind.SUBDISTRICT)
    found = Unit.objects.in_use().filter(kind__in=kinds).order_by("order", "name")
    return sorted(found, key=lambda each: each.kind != UnitKind.DISTRICT)


def cell(declared: Indicator, unit: Unit, month: date, which: str = "plan") -> Cell:
    """One cell of the scorecard."""
    return scorecard(month, [declared], [unit], which)[0].cells[0]


@dataclass(frozen=True, slots=True)
class Point:
    month: date
    cell: Cell


def trend(declared: Indicator, unit: Unit, month: date, count_of: int = 24) -> list[Point]:
    """The figure of the last months, in order of time; a month without data stays a gap."""
    days = month_ends(month, count_of + 1)
    rows = Result.objects.filter(indicator=declared.id, unit=unit, part="", month__in=days)
    kept = {each.month: each.amount for each in rows}
    return [
        Point(
            day,
            _cell(declared, unit.pk, kept.get(day), kept.get(days[number]), threshold(declared, day).value),
        )
        for number, day in enumerate(days[1:])
    ]


@dataclass(frozen=True, slots=True)
class Effect:
    """A corrective task and what the figure did since: the last month before it was set, the last month that is shown."""

    task: Task
    before: Point | None
    after: Point | None


def effects(found: Iterable[Task], points: Sequence[Point]) -> list[Effect]:
    """Each task beside the figure before and after it; None where no month says so yet."""
    told = []
    for task in found:
        first = beijing_day(task.created_at).replace(day=1)
        known = [each for each in points if each.cell.text]
        before = next((each for each in reversed(known) if each.month < first), None)
        after = next((each for each in reversed(known) if each.month >= first), None)
        told.append(Effect(task, before, after))
    return told


@dataclass(frozen=True, slots=True)
class Peer:
    unit: Unit
    cell: Cell


def peers(declared: Indicator, unit: Unit, month: date, at_most: int = 6) -> list[Peer]:
    """Units of like size: those whose denominator is nearest, the unit itself not counted."""
    own = Result.objects.filter(indicator=declared.id, unit=unit, month=month, part="").first()
    if own is None or unit.kind == UnitKind.DISTRICT:
        return []
    rows = Result.objects.filter(
        indicator=declared.id, month=month, part="", unit__kind=UnitKind.SUBDISTRICT
    ).exclude(unit=unit)
    near = sorted(rows.select_related("unit"), key=lambda each: abs(each.denominator - own.denominator))
    target = threshold(declared, month).value
    return [
        Peer(each.unit, _cell(declared, each.unit_id, each.amount, None, target)) for each in near[:at_most]
    ]


@dataclass(frozen=True, slots=True)
class PartLine:
    label: str
    cell: Cell


def parts(declared: Indicator, unit: Unit, month: date) -> list[PartLine]:
    names = {each.key: each.zh for each in declared.parts}
    rows = Result.objects.filter(indicator=declared.id, unit=unit, month=month).exclude(part="")
    target = threshold(declared, month).value
    return [
        PartLine(names.get(each.part, each.part), _cell(declared, unit.pk, each.amount, None, target))
        for each in rows.order_by("part")
    ]


@dataclass(frozen=True, slots=True)
class Alternative:
    label: str
    chosen: bool
    key: str
    cell: Cell


def alternatives(declared: Indicator, unit: Unit, month: date) -> list[Alternative]:
    """Every reading of an open definition, counted now, the one in force marked."""
    if not declared.choices:
        return []
    chosen = readings().get(declared.id, declared.choices[0].key)
    target = threshold(declared, month).value
    whole = unit.kind == UnitKind.DISTRICT
    found = []
    for each in declared.choices:
        cells = count(declared, [month], each.key, units=None if whole else [unit.pk])
        found.append(
            Alternative(
                each.zh, each.key == chosen, each.key,
                _cell(declared, unit.pk, cells.get((month, unit.pk, "")), None, target),
            )
        )  # fmt: skip
    return found


def failing_rows(
    declared: Indicator, unit: Unit, month: date, asker: Asker, *, today: date, at_most: int = 50
) -> list[Failing]:
    """The records behind what is missing, as they stand at the end of the month, or today in the present one."""
    on = min(month, today) if month >= today else month
    units = None if unit.kind == UnitKind.DISTRICT else [unit.pk]
    found: list[Failing] = []
    measures = [each for each in formula_of(declared) if not isinstance(each, Door)]
    telling = {"both"}
    if declared.sort in (Sort.COUNT, Sort.COMPARISON):
        telling.add("numerator")
    elif set_against(declared):
        telling.add("denominator")
    for each in measures:
        if len(found) < at_most and each.side in telling:
            found += failing(_beside(each, measures), on, asker, units=units, at_most=at_most - len(found))
    return found


def formula_of(declared: Indicator) -> tuple[Measure | Door, ...]:
    """The formula in the reading that is in force; only an open definition has several."""
    return declared.reading(readings().get(declared.id, "") if declared.choices else "")


def set_against(declared: Indicator) -> bool:
    """Whether the figure sets records of one kind against those of another: no single record misses anything."""
    sides = {each.side for each in formula_of(declared) if not isinstance(each, Door)}
    return (
        declared.sort not in (Sort.COUNT, Sort.COMPARISON) and "denominator" in sides and "both" not in sides
    )


def _beside(each: Measure, formula: Sequence[Measure]) -> Measure:
    """Of a denominator its records that no numerator counts, where both count records of one table."""
    if each.side != "denominator":
        return each
    rows = each.rows()
    for other in formula:
        if other.side == "numerator" and (counted := other.rows()).model is rows.model:
            rows = rows.exclude(pk__in=counted.values("pk"))
    return replace(each, side="both", rows=lambda: rows)


def door_url(declared: Indicator) -> str:
    """Where another desk, or a register, shows the rows of a formula that it answers."""
    found = formula_of(declared)
    return next((reverse(each.rows_url, args=each.rows_args) for each in found if isinstance(each, Door)), "")


def source_of(number: str) -> str:
    return f"indicators.{number}"


def tasks(number: str, unit: Unit) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.filter(source_type=source_of(number), source_id=unit.pk)
    return found.order_by("-pk")


def open_tasks(number: str, unit: Unit) -> QuerySet[Task]:
    return tasks(number, unit).exclude(state__in=("done", "cancelled"))


def failing_cells(asker: Asker) -> int:
    """How many figures of the asker's own area miss their target in the latest month, for the menu."""
    month = latest_month()
    home = district_id()
    if month is None or home is None or asker.role == Role.ENTERPRISE:
        return 0
    unit = Unit.objects.filter(Q(pk=home) if asker.sees_district else Q(pk=asker.unit_id)).first()
    if unit is None:
        return 0
    line = scorecard(month, list(INDICATORS.values()), [unit])[0]
    return line.judged - line.passed


def gap(cell: Cell) -> Decimal:
    """How many rows are missing."""
    return cell.amount.denominator - cell.amount.numerator if cell.amount else Decimal(0)


@dataclass(frozen=True, slots=True)
class Difference:
    indicator: Indicator
    unit: Unit
    stored: str
    now: str


def differences(month: date) -> list[Difference]:
    """Where the stored month says other than the records do now."""
    found = difference([month])
    units = Unit.objects.in_bulk({each[2] for each in found})
    return [
        Difference(INDICATORS[number], units[unit], _counted_text(stored), _counted_text(fresh))
        for number, _month, unit, stored, fresh in found
    ]


def _counted_text(amount: Amount) -> str:
    return f"{amount.numerator.normalize():f} / {amount.denominator.normalize():f}"
