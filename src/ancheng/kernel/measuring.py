"""Counting records over many months in one question: each counts from a day to a day and is met from a day to a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import accumulate
from operator import and_
from typing import Any, Literal

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    DecimalField,
    F,
    Func,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, Left, TruncDate

from ancheng.base.asker import Asker
from ancheng.base.clock import BEIJING

TEXT, WHOLE = CharField(), IntegerField()
EXACT = DecimalField(max_digits=20, decimal_places=4)


@dataclass(frozen=True, slots=True)
class Need:
    """A condition of being met; `since` and `until` name the days between which it holds: an unknown day is not met."""

    key: str
    zh: str
    en: str
    met: Q = field(default_factory=Q)
    since: str = ""
    until: str = ""
    # What was done in a year counts until that year ends.
    within_year: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """Which records count, in which part, by what weight, and what each needs in order to be met."""

    rows: Callable[[], QuerySet[Any]]
    needs: tuple[Need, ...] = ()
    # Which kinds of object it reads, where a change of one is to be counted again.
    kinds: tuple[str, ...] = ()
    # Which registers of the administration it reads, likewise.
    registers: tuple[str, ...] = ()
    part: str = ""
    split: str = ""
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    # An event counts from its day to the end of its year.
    happened: str = ""
    weight: str = ""
    held: str = ""
    area: str = "subdistrict_id"
    side: Literal["both", "numerator", "denominator"] = "both"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one unit came to in one part at the end of one month."""

    on: date
    unit_id: int | None
    part: str
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Failing:
    """A record that counts and is not met, and the needs that it lacks."""

    id: int
    label: str
    url: str
    unit_id: int | None
    lacks: tuple[Need, ...]


# Area and part → numerators and denominators by month.
Series = dict[tuple[int | None, str], tuple[list[Decimal], list[Decimal]]]
# Area, part, months in which records count [in, out) and are met [met, unmet), their weight, what is held of it.
Group = tuple[int | None, str | None, int, int, int, int, Decimal, Decimal]


def tally(measure: Measure, days: Sequence[date], units: Sequence[int] | None = None) -> list[Tally]:
    """What every unit came to at the end of each of `days` (ascending), by one scan; `units` narrows it."""
    return [
        Tally(day, area, part, up, down)
        for (area, part), found in series(measure, days, units).items()
        for day, up, down in zip(days, *found, strict=True)
    ]


def series(measure: Measure, days: Sequence[date], units: Sequence[int] | None = None) -> Series:
    """The same as sequences over the days."""
    return spread(measure, groups(measure, days, units), len(days))


def groups(
    measure: Measure,
    days: Sequence[date],
    units: Sequence[int] | None = None,
    among: Sequence[int] | None = None,
) -> list[Group]:
    """Records that count and are met in the same months, together; `among` names the only ones to be counted."""
    found = _annotated(measure, days)
    if units is not None:
        found = found.filter(**{f"{measure.area}__in": units})
    if among is not None:
        found = found.filter(pk__in=among)
    grouped = (
        found.order_by()
        .values("m_area", "m_part", "m_in", "m_out", "m_met", "m_unmet")
        .annotate(m_weight=Sum(weight_of(measure.weight)), m_held=Sum(held_of(measure)))
    )
    return list(grouped.values_list(*COLUMNS))


COLUMNS = ("m_area", "m_part", "m_in", "m_out", "m_met", "m_unmet", "m_weight", "m_held")


def spread(measure: Measure, groups: Iterable[Group], months: int) -> Series:
    """Groups of records over the months: each steps up where it begins and down where it ends, and steps add up."""
    nothing = Decimal(0)
    steps: Series = {}
    for area, part, begin, end, met, unmet, weight, held in groups:
        key = (area, part or measure.part)
        found = steps.get(key)
        if found is None:
            found = steps[key] = ([nothing] * (months + 1), [nothing] * (months + 1))
        if begin < end and measure.side != "numerator":
            found[1][begin] += weight
            found[1][end] -= weight
        first, last = max(begin, met), min(end, unmet)
        if first < last and measure.side != "denominator":
            found[0][first] += held
            found[0][last] -= held
    return {
        key: (list(accumulate(up[:-1])), list(accumulate(down[:-1]))) for key, (up, down) in steps.items()
    }


def failing(
    measure: Measure,
    on: date,
    asker: Asker,
    *,
    units: Sequence[int] | None = None,
    part: str = "",
    at_most: int = 50,
    among: Sequence[int] | None = None,
) -> list[Failing]:
    """The records that `asker` may see, count on a day and are not met; with no needs, all that count.

    `among` names the only ones that need to be looked at.
    """
    if measure.side == "denominator":
        return []
    counting: Any = _annotated(measure, (on,))
    found = counting.visible_to(asker).filter(m_in=0, m_out=1)
    if measure.needs or measure.held:
        missed = Q() if not measure.needs else ~Q(m_met=0, m_unmet=1)
        if measure.held:
            missed = (missed or Q(pk=None)) | Q(m_short=True)
            found = found.annotate(m_short=_short(measure))
        found = found.filter(missed)
    if units is not None:
        found = found.filter(**{f"{measure.area}__in": units})
    if among is not None:
        found = found.filter(pk__in=among)
    if part and measure.split:
        found = found.filter(**{measure.split: part})
    for number, need in enumerate(measure.needs):
        held = Case(When(_holds(need, on), then=Value(1)), default=Value(0), output_field=WHOLE)
        found = found.annotate(**{f"m_need_{number}": held})
    return [_failing(each, measure) for each in found.order_by("pk")[:at_most]]


def _failing(record: Model, measure: Measure) -> Failing:
    lacks = tuple(
        need for number, need in enumerate(measure.needs) if not getattr(record, f"m_need_{number}")
    )
    address = getattr(record, "get_absolute_url", None)
    return Failing(
        record.pk, str(record), address() if address else "", record.m_area, lacks  # type: ignore[attr-defined]
    )  # fmt: skip


def _annotated(measure: Measure, days: Sequence[date]) -> QuerySet[Any]:
    """Each record with the months in which it counts ([in, out)) and in which it is met ([met, unmet))."""
    rows = measure.rows()
    shut = Value(len(days), output_field=WHOLE)
    begins = [day_of(rows, each) for each in (*measure.begins, measure.happened) if each]
    ends = [day_of(rows, each) for each in measure.ends]
    if measure.happened:
        rows = rows.filter(**{f"{measure.happened}__isnull": False})
        ends.append(_year_end(day_of(rows, measure.happened)))
    since = [day_of(rows, need.since) for need in measure.needs if need.since]
    until = [day_of(rows, need.until) for need in measure.needs if need.until]
    until += [_year_end(day_of(rows, need.since)) for need in measure.needs if need.within_year]
    met = reduce(and_, (stated(need) for need in measure.needs), Q())
    begun = _first_month(since, days)
    annotated: QuerySet[Any] = rows.annotate(
        m_area=F(measure.area),
        m_part=part_of(measure),
        m_in=_first_month(begins, days),
        m_out=_end_month(ends, days),
        m_met=Case(When(met, then=begun), default=shut, output_field=WHOLE) if met else begun,
        m_unmet=_end_month(until, days),
    )
    return annotated


def stated(need: Need) -> Q:
    """What must be written in the record, whatever the day."""
    found = need.met
    for each in (need.since, need.until):
        if each:
            found &= Q(**{f"{each}__isnull": False})
    return found


def _holds(need: Need, on: date) -> Q:
    """Whether a need holds on a day, as a filter."""
    found, day = stated(need), on.isoformat()
    if need.since:
        found &= Q(**_compared(need.since, "lte", day))
    if need.within_year:
        found &= Q(**_compared(need.since, "gte", f"{on.year}-01-01"))
    if need.until:
        found &= Q(**_compared(need.until, "gte", day))
    return found


def _compared(lookup: str, operator: str, day: str) -> dict[str, Any]:
    if lookup.startswith("attributes__"):
        return {f"{lookup}__{operator}": day}
    if lookup.endswith("_at"):
        return {f"{lookup}__date__{operator}": day}
    return {f"{lookup}__{operator}": day}


def day_of(rows: QuerySet[Any], lookup: str) -> Any:
    """A day as the text 2026-11-30: of an attribute, of a date, or of a moment in Beijing."""
    if lookup in rows.query.annotations:
        return Cast(F(lookup), TEXT)
    if lookup.startswith("attributes__"):
        return KeyTextTransform(lookup.removeprefix("attributes__"), "attributes")
    named: Any = F(lookup)
    if isinstance(rows.model._meta.get_field(lookup), DateTimeField):
        named = TruncDate(lookup, tzinfo=BEIJING)
    return Cast(named, TEXT)


def _year_end(day: Any) -> Any:
    return Concat(Left(day, 4), Value("-12-31"), output_field=TEXT)


class _Bucket(Func):
    """How many of the given days are not after a day."""

    function = "width_bucket"
    template = "%(function)s(%(expressions)s::text[])"
    output_field = WHOLE


def _of(function: str, days: list[Any]) -> Any:
    return days[0] if len(days) == 1 else Func(*days, function=function, output_field=TEXT)


def _first_month(begins: list[Any], days: Sequence[date]) -> Any:
    """The first month at whose end all `begins` have come; the first of all where none is known."""
    if not begins:
        return Value(0, output_field=WHOLE)
    after = [(each + timedelta(days=1)).isoformat() for each in days]
    return Coalesce(_Bucket(_of("GREATEST", begins), Value(after)), 0, output_field=WHOLE)


def _end_month(ends: list[Any], days: Sequence[date]) -> Any:
    """The first month at whose end one of `ends` has passed; never, where none is known."""
    if not ends:
        return Value(len(days), output_field=WHOLE)
    through = [each.isoformat() for each in days]
    return Coalesce(_Bucket(_of("LEAST", ends), Value(through)), len(days), output_field=WHOLE)


def part_of(measure: Measure) -> Any:
    if not measure.split:
        return Value(measure.part, output_field=TEXT)
    if measure.split.startswith("attributes__"):
        return KeyTextTransform(measure.split.removeprefix("attributes__"), "attributes")
    return F(measure.split)


def weight_of(lookup: str) -> Any:
    if not lookup:
        return Value(Decimal(1), output_field=EXACT)
    if lookup.startswith("attributes__"):
        stated = Cast(KeyTextTransform(lookup.removeprefix("attributes__"), "attributes"), EXACT)
        return Coalesce(stated, Decimal(0), output_field=EXACT)
    return Coalesce(Cast(F(lookup), EXACT), Decimal(0), output_field=EXACT)


def held_of(measure: Measure) -> Any:
    """What is met of a record: never more than its weight."""
    if not measure.held:
        return weight_of(measure.weight)
    return Func(weight_of(measure.held), weight_of(measure.weight), function="LEAST", output_field=EXACT)


def _short(measure: Measure) -> Any:
    """Whether less is held than the weight."""
    both = weight_of(measure.weight), weight_of(measure.held)
    return Func(*both, template="(%(expressions)s)", arg_joiner=" > ", output_field=BooleanField())
