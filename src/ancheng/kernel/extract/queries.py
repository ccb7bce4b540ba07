"""Counting over the extract: one scan for all formulas and all months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection

from ancheng.base.asker import Asker
from ancheng.kernel import measuring
from ancheng.kernel.extract.formulas import compiled
from ancheng.kernel.extract.models import Formula
from ancheng.kernel.measuring import Failing, Group, Measure, Series, spread

COUNTED = """
SELECT formula, area, part,
  width_bucket(begins, %(after)s::int[]), width_bucket(ends, %(through)s::int[]),
  width_bucket(met, %(after)s::int[]), width_bucket(unmet, %(through)s::int[]), sum(weight), sum(held)
FROM extract_entry {only} GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


# For most formulas the whole table is read, by several workers at once; for some only their entries.
SOME = "WHERE formula = ANY(%(formulas)s::smallint[])"
HERE, OTHERS = " AND area = ANY(%(units)s::bigint[])", " AND record <> ALL(%(marked)s::bigint[])"


def series(
    asked: Sequence[tuple[int, Measure]],
    days: Sequence[date],
    units: Sequence[int] | None = None,
    *,
    most: bool = False,
) -> list[Series]:
    """What each measure, given with the number of its formula, comes to at the end of each of `days` (ascending).

    `most` says that hardly any formula is left out.
    """
    only = "" if most else SOME
    found: dict[int, list[Group]] = {number: [] for number, _measure in asked}
    wanted = {"formulas": sorted(found), "units": units and list(units)} | _between(days)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(only=only if units is None else SOME + HERE), wanted)
        for number, *group in cursor.fetchall():
            if number in found:
                found[number].append((*group,))
    return [spread(measure, found[number], len(days)) for number, measure in asked]


def series_now(measure: Measure, days: Sequence[date], units: Sequence[int] | None = None) -> Series:
    """What `measuring.series` gives at this moment: records that are marked are asked themselves, all others are not."""
    known = _known(measure)
    if known is None:
        return measuring.series(measure, days, units)
    formula, marked = known
    only = SOME + OTHERS + ("" if units is None else HERE)
    wanted = {"formulas": [formula], "units": units and list(units), "marked": marked} | _between(days)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(only=only), wanted)
        groups: list[Group] = [(*group,) for _number, *group in cursor.fetchall()]
    if marked:
        groups += measuring.groups(measure, days, units, marked)
    return spread(measure, groups, len(days))


def _between(days: Sequence[date]) -> dict[str, list[int]]:
    return {
        "after": [number_of(each + timedelta(days=1)) for each in days],
        "through": [number_of(each) for each in days],
    }


# More marks than these, or fewer in view among so many times what is asked for: the records are asked themselves.
FEW, TIMES = 1000, 4
MARKED = 'SELECT record FROM extract_mark WHERE "table" = %s AND kind = ANY(%s) LIMIT %s'


def _known(measure: Measure) -> tuple[int, list[int]] | None:
    """The formula of a measure and the records that its entries say nothing of; None where it cannot be used.

    Whoever asks for the marks first is told by the entries of whatever is caught up with from then on.
    """
    question = compiled(measure)
    formula = question and Formula.objects.filter(fingerprint=question.fingerprint).first()
    if question is None or formula is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(MARKED, [question.table, sorted(question.kinds), FEW])
        marked = [record for (record,) in cursor.fetchall()]
    return (formula.pk, sorted(set(marked))) if len(marked) < FEW else None


# The first records that count and are not met; nothing is met by less than its weight.
MISSED = """
SELECT record FROM extract_entry
WHERE formula = %(formula)s AND begins < %(after)s AND ends >= %(through)s {here}
  AND (%(every)s OR met >= %(after)s OR unmet < %(through)s OR held < weight) ORDER BY record LIMIT %(at_most)s
"""


def failing(
    measure: Measure,
    on: date,
    asker: Asker,
    *,
    units: Sequence[int] | None = None,
    at_most: int = 50,
) -> list[Failing]:
    """What `measuring.failing` gives; the extract says which records to look at."""
    found = _missed(measure, on, units, at_most * TIMES)
    if found is None:
        return measuring.failing(measure, on, asker, units=units, at_most=at_most)
    among, complete = found
    rows = measuring.failing(measure, on, asker, units=units, at_most=at_most, among=among)
    if complete or len(rows) == at_most:
        return rows
    return measuring.failing(measure, on, asker, units=units, at_most=at_most)


def _missed(
    measure: Measure, on: date, units: Sequence[int] | None, at_most: int
) -> tuple[list[int], bool] | None:
    """The first records that may be missing, and whether there are no more; None where the extract cannot say."""
    known = _known(measure)
    if known is None:
        return None
    formula, marked = known
    wanted = {
        "formula": formula,
        "after": number_of(on + timedelta(days=1)),
        "through": number_of(on),
        "every": not (measure.needs or measure.held),
        "units": units and list(units),
        "at_most": at_most,
    }
    with connection.cursor() as cursor:
        cursor.execute(MISSED.format(here="" if units is None else HERE), wanted)
        missed = [record for (record,) in cursor.fetchall()]
    if len(missed) < at_most:
        return sorted({*marked, *missed}), True
    return sorted({record for record in marked if record <= missed[-1]}.union(missed)), False


def number_of(day: date) -> int:
    """A day as the extract writes it."""
    return 2 * (day.year * 10_000 + day.month * 100 + day.day)
