"""From records to results: every indicator by unit, month and part, counted by the database, stored in one go.

Objects and rows of registers are counted from their extract (kernel/extract), all formulas by one scan; other
records are asked themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import add
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from ancheng.administration.indicators.declare import Door, Indicator
from ancheng.administration.indicators.models import LockedMonth, Reading, Result
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Amount
from ancheng.kernel.copying import analyse, copy_values
from ancheng.kernel.extract import actions as extract
from ancheng.kernel.extract.queries import series as extracted
from ancheng.kernel.extract.queries import series_now
from ancheng.kernel.measuring import Measure, Series
from ancheng.kernel.orgs.models import Unit, UnitKind

# month, unit, part; the whole of a unit has an empty part.
Cells = dict[tuple[date, int, str], Amount]
# indicator, month, unit, part
Key = tuple[str, date, int, str]
# What a measure came to, by the identity of the measure.
Counted = Mapping[int, Series]
# Numerators and denominators by month; an area and a part, or a unit and a part.
Pair = tuple[list[Decimal], list[Decimal]]
Where = TypeVar("Where", bound=tuple[int | None, str])
# One recomputation at a time.
LOCK = 74_000_001
WRITTEN = ("indicator", "month", "unit", "part", "numerator", "denominator", "computed_at")


def district_id() -> int | None:
    return Unit.objects.filter(kind=UnitKind.DISTRICT).values_list("pk", flat=True).first()


def readings() -> dict[str, str]:
    """Which reading of each open definition is in force."""
    return dict(Reading.objects.values_list("indicator", "choice"))


def count(
    declared: Indicator,
    days: Sequence[date],
    reading: str = "",
    *,
    units: Sequence[int] | None = None,
    district: int | None = None,
    counted: Counted | None = None,
) -> Cells:
    """What every unit came to at the end of each day; with `units` only theirs, without the district as a whole.

    What `counted` does not hold is counted as the records stand now.
    """
    home = district or district_id()
    if home is None:
        return {}
    split: Series = {}
    for each in declared.reading(reading):
        for (unit, part), found in _counted(each, days, units, counted or {}):
            _add(split, (None if declared.district_only else unit, part), found)
    return {
        (on, unit, part): Amount(up, down)
        for (unit, part), found in _summed(split, home, whole=units is None).items()
        for on, up, down in zip(days, *found, strict=True)
        if up or down
    }


def _counted(
    formula: Measure | Door, days: Sequence[date], units: Sequence[int] | None, counted: Counted
) -> Iterator[tuple[tuple[int | None, str], tuple[list[Decimal], list[Decimal]]]]:
    if isinstance(formula, Door):
        if units is None:
            yield from _asked(formula, days, counted).items()
        return
    known = counted.get(id(formula))
    yield from (series_now(formula, days, units) if known is None else known).items()


def _asked(door: Door, days: Sequence[date], counted: Counted) -> Series:
    """What a door answers; one whose records keep no history is asked once, and says the same of every day."""
    nothing = Decimal(0)
    asked = days if door.historic else days[-1:]
    told = [_parts(door.counts, asked, counted)] if door.counts else []
    answers = door.ask(asked, *told)
    found: Series = {}
    for month, answer in enumerate(answers if door.historic else answers * len(days)):
        for each in answer:
            key = (each.unit_id, each.part)
            up, down = found.setdefault(key, ([nothing] * len(days), [nothing] * len(days)))
            up[month] += each.numerator
            down[month] += each.denominator
    return found


def _parts(measure: Measure, days: Sequence[date], counted: Counted) -> list[set[str]]:
    """The parts in which a measure has any record at the end of each day."""
    known = counted.get(id(measure))
    found = series_now(measure, days) if known is None else known
    return [
        {part for (_unit, part), (_up, down) in found.items() if down[month]} for month in range(len(days))
    ]


def _add(series: dict[Where, Pair], key: Where, found: Pair) -> None:
    before = series.get(key)
    series[key] = found if before is None else (
        list(map(add, before[0], found[0])), list(map(add, before[1], found[1]))
    )  # fmt: skip


def _summed(split: Series, home: int, *, whole: bool) -> dict[tuple[int, str], Pair]:
    """Parts to wholes and units to the district."""
    cells: dict[tuple[int, str], Pair] = {}
    for (unit, part), found in split.items():
        keys = {(unit, part), (unit, "")} if unit is not None else set()
        if whole:
            keys |= {(home, part), (home, "")}
        for key in keys:
            _add(cells, key, found)
    return cells


@transaction.atomic
def recompute(
    *,
    days: Sequence[date],
    at: datetime,
    ids: Iterable[str] | None = None,
    units: Sequence[int] | None = None,
    formulas: Mapping[int, int] | None = None,
) -> int:
    """Count again and store; locked months stay as they are. Returns how many results were written.

    `formulas` is what `bring_up_to_date` gave in this transaction.
    """
    locked = set(LockedMonth.objects.filter(month__in=days).values_list("month", flat=True))
    open_days = [each for each in days if each not in locked]
    wanted = list(INDICATORS if ids is None else ids)
    home = district_id()
    if not open_days or home is None:
        return 0
    alone()
    chosen = readings()
    numbers = bring_up_to_date() if formulas is None else formulas
    counted = _from_extract(wanted, chosen, numbers, open_days, units)
    rows: dict[Key, Amount] = {}
    for number in wanted:
        found = count(
            INDICATORS[number], open_days, chosen.get(number, ""), units=units, district=home, counted=counted
        )  # fmt: skip
        rows |= {(number, *key): amount for key, amount in found.items()}
    old = Result.objects.filter(month__in=open_days, indicator__in=wanted)
    if units is not None:
        moved = _moved_totals(old, rows, units, home)
        gone = Q(pk__in=[pk for pk, _amount in moved.values()])
        old = old.filter(Q(unit_id__in=units) | gone)
        rows |= {key: amount for key, (_pk, amount) in moved.items()}
    old._raw_delete(old.db)
    copy_values(
        Result, WRITTEN,
        ((*key, amount.numerator, amount.denominator, at) for key, amount in rows.items()),
    )  # fmt: skip
    if len(rows) > 10_000:
        analyse(Result)
    return len(rows)


def alone() -> None:
    """Wait until no other recomputation runs: two at once would each delete what the other wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def bring_up_to_date() -> dict[int, int]:
    """Bring the extract up to date for every reading; gives the number of the formula of each measure that it holds."""
    measures = [
        each
        for number, declared in INDICATORS.items()
        for reading in [each.key for each in declared.choices] or [""]
        for each in measures_of(declared, reading)
    ]
    numbers = extract.catch_up(measures)
    return {id(each): number for each, number in zip(measures, numbers, strict=True) if number is not None}


def measures_of(declared: Indicator, reading: str = "") -> list[Measure]:
    """The measures of one reading, also those about whose parts a door is asked."""
    found = (each.counts if isinstance(each, Door) else each for each in declared.reading(reading))
    return [each for each in found if each is not None]


def _from_extract(
    wanted: Iterable[str],
    chosen: Mapping[str, str],
    numbers: Mapping[int, int],
    days: Sequence[date],
    units: Sequence[int] | None,
) -> Counted:
    """Whatever of these indicators can be counted from the extract, by one scan."""
    measures = [
        each
        for number in wanted
        for each in measures_of(INDICATORS[number], chosen.get(number, ""))
        if id(each) in numbers
    ]
    asked = [(numbers[id(each)], each) for each in measures]
    found = extracted(asked, days, units, most=2 * len(asked) > len(numbers))
    return {id(each): series for each, series in zip(measures, found, strict=True)}


def _moved_totals(
    old: QuerySet[Result], new: Mapping[Key, Amount], units: Sequence[int], home: int
) -> dict[Key, tuple[int | None, Amount]]:
    """The district's results, moved by what its units gained and lost: nothing else is counted again."""
    nothing = Amount(Decimal(0), Decimal(0))
    moved: dict[Key, Amount] = {}
    for (number, month, _unit, part), amount in new.items():
        key = (number, month, home, part)
        moved[key] = moved.get(key, nothing) + amount
    for each in old.filter(unit_id__in=units):
        key, gone = (each.indicator, each.month, home, each.part), each.amount
        moved[key] = moved.get(key, nothing) + Amount(-gone.numerator, -gone.denominator)
    whole = {(each.indicator, each.month, home, each.part): each for each in old.filter(unit_id=home)}
    rows: dict[Key, tuple[int | None, Amount]] = {}
    for key, change in moved.items():
        if change != nothing:
            before = whole.get(key)
            rows[key] = (before.pk, before.amount + change) if before else (None, change)
    return rows


def readers_of(kinds: Iterable[str]) -> list[str]:
    """The indicators that count objects of one of these kinds or rows of one of these registers."""
    wanted = set(kinds)
    return [
        number
        for number, each in INDICATORS.items()
        if any(
            isinstance(formula, Measure) and wanted & {*formula.kinds, *formula.registers}
            for formula in (*each.formula, *(f for choice in each.choices for f in choice.formula))
        )
    ]


def difference(days: Sequence[date]) -> list[tuple[str, date, int, Amount, Amount]]:
    """Where a stored month says other than the records do now: indicator, month, unit, stored, now (wholes only)."""
    nothing, chosen, found = Amount(Decimal(0), Decimal(0)), readings(), []
    stored: dict[str, Cells] = {}
    for each in Result.objects.filter(month__in=days, part=""):
        stored.setdefault(each.indicator, {})[each.month, each.unit_id, ""] = each.amount
    for number, declared in INDICATORS.items():
        now = {
            key: amount for key, amount in count(declared, days, chosen.get(number, "")).items() if not key[2]
        }
        before = stored.get(number, {})
        for key in sorted({*now, *before}):
            left, right = before.get(key, nothing), now.get(key, nothing)
            if left != right:
                found.append((number, key[0], key[1], left, right))
    return found
