"""From records to results: every indicator by unit, month and part, counted by the database, stored in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from ancheng.administration.indicators.declare import Door, Indicator
from ancheng.administration.indicators.models import LockedMonth, Reading, Result
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Amount
from ancheng.kernel.copying import analyse, copy_in
from ancheng.kernel.measuring import Measure, tally
from ancheng.kernel.orgs.models import Unit, UnitKind

# month, unit, part; the whole of a unit has an empty part.
Cells = dict[tuple[date, int, str], Amount]
# One recomputation at a time.
LOCK = 74_000_001


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
) -> Cells:
    """What every unit came to at the end of each day; with `units` only theirs, without the district as a whole."""
    home = district or district_id()
    if home is None:
        return {}
    split: dict[tuple[date, int | None, str], Amount] = {}
    for each in declared.reading(reading):
        for on, unit, part, amount in _counted(each, days, units):
            key = (on, None if declared.district_only else unit, part)
            split[key] = split[key] + amount if key in split else amount
    return _summed(split, home, whole=units is None)


def _counted(
    formula: Measure | Door, days: Sequence[date], units: Sequence[int] | None
) -> Iterator[tuple[date, int | None, str, Amount]]:
    if isinstance(formula, Door):
        if units is None:
            answers = {on: formula.ask(on) for on in (days if formula.historic else days[-1:])}
            for on in days:
                for each in answers.get(on, answers[days[-1]]):
                    yield on, each.unit_id, each.part, Amount(each.numerator, each.denominator)
        return
    for found in tally(formula, days, units):
        yield found.on, found.unit_id, found.part, Amount(found.numerator, found.denominator)


def _summed(split: Mapping[tuple[date, int | None, str], Amount], home: int, *, whole: bool) -> Cells:
    """Parts to wholes and units to the district; what nobody has any of is left out, because it is no data."""
    cells: Cells = {}
    for (on, unit, part), amount in split.items():
        keys = {(on, unit, part), (on, unit, "")} if unit is not None else set()
        if whole:
            keys |= {(on, home, part), (on, home, "")}
        for key in keys:
            cells[key] = cells[key] + amount if key in cells else amount
    return {key: amount for key, amount in cells.items() if amount.denominator or amount.numerator}


@transaction.atomic
def recompute(
    *,
    days: Sequence[date],
    at: datetime,
    ids: Iterable[str] | None = None,
    units: Sequence[int] | None = None,
) -> int:
    """Count again and store; locked months stay as they are. Returns how many results were written."""
    locked = set(LockedMonth.objects.filter(month__in=days).values_list("month", flat=True))
    open_days = [each for each in days if each not in locked]
    wanted = list(INDICATORS if ids is None else ids)
    home = district_id()
    if not open_days or home is None:
        return 0
    with connection.cursor() as cursor:
        # Two recomputations at once would each delete what the other wrote.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    chosen = readings()
    rows = []
    for number in wanted:
        found = count(INDICATORS[number], open_days, chosen.get(number, ""), units=units, district=home)
        rows += [_result(number, key, amount, at) for key, amount in found.items()]
    old = Result.objects.filter(month__in=open_days, indicator__in=wanted)
    if units is not None:
        rows += _moved_totals(old, rows, units, home, at)
        old = old.filter(Q(unit_id__in=units) | Q(unit_id=home, pk__in=[each.pk for each in rows if each.pk]))
    old._raw_delete(old.db)
    copy_in(rows)
    if len(rows) > 10_000:
        analyse(Result)
    return len(rows)


def _moved_totals(
    old: QuerySet[Result], new: Sequence[Result], units: Sequence[int], home: int, at: datetime
) -> list[Result]:
    """The district's results, moved by what its units gained and lost: nothing else is counted again."""
    nothing = Amount(Decimal(0), Decimal(0))
    moved: dict[tuple[str, date, str], Amount] = {}
    for each in new:
        key = (each.indicator, each.month, each.part)
        moved[key] = moved.get(key, nothing) + each.amount
    for each in old.filter(unit_id__in=units):
        key, gone = (each.indicator, each.month, each.part), each.amount
        moved[key] = moved.get(key, nothing) + Amount(-gone.numerator, -gone.denominator)
    whole = {(each.indicator, each.month, each.part): each for each in old.filter(unit_id=home)}
    rows = []
    for key, change in moved.items():
        if change != nothing:
            before = whole.get(key)
            amount = (before.amount if before else nothing) + change
            row = _result(key[0], (key[1], home, key[2]), amount, at)
            row.pk = before.pk if before else None
            rows.append(row)
    return rows


def _result(number: str, key: tuple[date, int, str], amount: Amount, at: datetime) -> Result:
    return Result(
        indicator=number, month=key[0], unit_id=key[1], part=key[2], numerator=amount.numerator,
        denominator=amount.denominator, computed_at=at,
    )  # fmt: skip


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
