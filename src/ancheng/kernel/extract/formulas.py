"""A measure as one question that gives the entries of its records, and the name of that question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import and_
from typing import Any

from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from ancheng.kernel.extract.models import FIRST, NEVER
from ancheng.kernel.measuring import TEXT, Measure, day_of, held_of, part_of, stated, weight_of

WHOLE = IntegerField()
VALUES = ("record", "area", "part", "begins", "ends", "met", "unmet", "weight", "held")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The question of one measure: its statement, its table and the kinds that it reads."""

    measure: Measure
    table: str
    kinds: frozenset[str]
    sql: str
    params: tuple[Any, ...]
    fingerprint: str


# Measures are declared once and asked about all the time.
_COMPILED: dict[int, tuple[Measure, Compiled | None]] = {}


def compiled(measure: Measure) -> Compiled | None:
    """The question without any limit to records, written once; None where no trigger tells of their changes."""
    found = _COMPILED.get(id(measure))
    if found is None:
        found = _COMPILED[id(measure)] = (measure, _compile(measure))
    return found[1]


def _compile(measure: Measure) -> Compiled | None:
    model = measure.rows().model
    if not getattr(model, "followed_by", ""):
        return None
    sql, params = _sql(measure)
    kinds = frozenset((*measure.kinds, *measure.registers))
    name = sha256(repr((sql, params, sorted(kinds))).encode()).hexdigest()
    return Compiled(measure, model._meta.db_table, kinds, sql, params, name)


def narrowed(measure: Measure, records: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
    """The question about these records alone."""
    return _sql(measure, _Among(F("pk"), Value(list(records))))


def _sql(measure: Measure, *only: Any) -> tuple[str, tuple[Any, ...]]:
    rows: Any = _dated(measure).filter(*only).order_by()
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)


class _Among(Func):
    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class _Day(Func):
    """A day written as text as a number that keeps the order of the texts."""

    function = "extract_day"
    output_field = WHOLE


class _YearEnd(Func):
    """The last day of a day's year; unknown where the day is."""

    output_field = TEXT
    template = "(LEFT(%(expressions)s, 4) || '-12-31')"


def _dated(measure: Measure) -> QuerySet[Any]:
    """Record, area, part, the days from and to which it counts and is met, weight and what is held of it."""
    rows = measure.rows()
    begins = [day_of(rows, each) for each in (*measure.begins, measure.happened) if each]
    ends = [day_of(rows, each) for each in measure.ends]
    if measure.happened:
        rows = rows.filter(**{f"{measure.happened}__isnull": False})
        ends.append(_YearEnd(day_of(rows, measure.happened)))
    since = [day_of(rows, need.since) for need in measure.needs if need.since]
    until = [day_of(rows, need.until) for need in measure.needs if need.until]
    until += [_YearEnd(day_of(rows, need.since)) for need in measure.needs if need.within_year]
    met = reduce(and_, (stated(need) for need in measure.needs), Q())
    begun = _bound("GREATEST", since, FIRST)
    found: QuerySet[Any] = rows.values_list(
        F("pk"),
        F(measure.area),
        Coalesce(part_of(measure), Value(""), output_field=TEXT),
        _bound("GREATEST", begins, FIRST),
        _bound("LEAST", ends, NEVER),
        Case(When(met, then=begun), default=Value(NEVER), output_field=WHOLE) if met else begun,
        _bound("LEAST", until, NEVER),
        weight_of(measure.weight),
        held_of(measure),
    )
    return found


def _bound(function: str, days: list[Any], unknown: int) -> Any:
    if not days:
        return Value(unknown, output_field=WHOLE)
    numbers = [_Day(each) for each in days]
    found = numbers[0] if len(numbers) == 1 else Func(*numbers, function=function, output_field=WHOLE)
    return Coalesce(found, Value(unknown), output_field=WHOLE)
