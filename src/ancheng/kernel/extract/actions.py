"""Verbs: bring the extract up to date, take what was touched since results were counted last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from ancheng.kernel.copying import analyse
from ancheng.kernel.extract import formulas
from ancheng.kernel.extract.formulas import VALUES, Compiled
from ancheng.kernel.extract.models import Entry, Formula, Mark
from ancheng.kernel.measuring import Measure

# One at a time brings it up to date.
LOCK = 74_000_002
AT_ONCE = 50_000
MANY = 10_000

# What a mark says: record, kind, area.
Marked = tuple[int, str, int | None]

TAKE = """
DELETE FROM extract_mark WHERE id IN (SELECT id FROM extract_mark WHERE id <= %s ORDER BY id LIMIT %s)
RETURNING "table", record, kind, area
"""
# Marks that no entries are waiting for: the formulas are all new and are about to be written from the records.
SKIP = """
WITH taken AS (DELETE FROM extract_mark WHERE id <= %s RETURNING kind, area)
INSERT INTO extract_touched (kind, area) SELECT DISTINCT kind, area FROM taken ON CONFLICT DO NOTHING
"""
TOUCH = "INSERT INTO extract_touched (kind, area) SELECT * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT DO NOTHING"
REMOVE = "DELETE FROM extract_entry WHERE formula = %s AND record = ANY(%s::bigint[])"
WRITE = "INSERT INTO extract_entry (formula, {columns}) SELECT %s, asked.* FROM ({question}) AS asked"


@transaction.atomic
def catch_up(measures: Sequence[Measure]) -> list[int | None]:
    """Bring the entries of these measures up to date, and only theirs.

    Gives the number of the formula of each; None for one whose records are not followed: it is left out.
    """
    _alone()
    asked = [formulas.compiled(each) for each in measures]
    wanted = {each.fingerprint: each for each in asked if each}
    known = dict(Formula.objects.values_list("fingerprint", "id"))
    _forget([number for name, number in known.items() if name not in wanted])
    kept = {number: wanted[name] for name, number in known.items() if name in wanted}
    written = 0
    # What others mark meanwhile is left for the next time: else a busy day would never let this end.
    last = Mark.objects.aggregate(last=Max("id"))["last"] or 0
    if not kept:
        _skip(last)
    while marks := _taken(last):
        written += sum(_renew(table, rows, kept) for table, rows in marks.items())
    for name in wanted.keys() - known.keys():
        known[name] = Formula.objects.create(fingerprint=name, table=wanted[name].table).pk
        written += _write(known[name], wanted[name].sql, wanted[name].params)
    if written > MANY:
        analyse(Entry)
    return [known[each.fingerprint] if each else None for each in asked]


def take_touched() -> set[tuple[str, int | None]]:
    """Kind and area of what changed since this was asked last."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM extract_touched RETURNING kind, area")
        return set(cursor.fetchall())


@transaction.atomic
def forget_all() -> None:
    """Remove all entries: the next count writes them anew from the records, whatever was restored past the triggers."""
    _alone()
    _forget(list(Formula.objects.values_list("pk", flat=True)))


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _forget(numbers: Sequence[int]) -> None:
    """Remove formulas that nobody asks for any more: nothing would keep their entries true."""
    if numbers:
        Entry.objects.filter(formula__in=numbers)._raw_delete(Entry.objects.db)
        Formula.objects.filter(pk__in=numbers).delete()


def _skip(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SKIP, [last])


def _taken(last: int) -> dict[str, list[Marked]]:
    """Marks that can be seen, taken away, by table; what they touched is written down."""
    found: dict[str, list[Marked]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [last, AT_ONCE])
        for table, *mark in cursor.fetchall():
            found.setdefault(table, []).append((mark[0], mark[1], mark[2]))
        touched = list({(kind, area) for marks in found.values() for _record, kind, area in marks})
        if touched:
            cursor.execute(TOUCH, [[kind for kind, _area in touched], [area for _kind, area in touched]])
    return found


def _renew(table: str, marks: Sequence[Marked], kept: Mapping[int, Compiled]) -> int:
    """Write the entries of marked records anew, from what the records say now; returns how many.

    A record that changes its kind is marked under both, so a formula has entries of records marked under its kinds
    only.
    """
    records: dict[str, set[int]] = {}
    for record, kind, _area in marks:
        records.setdefault(kind, set()).add(record)
    written = 0
    for number, each in kept.items():
        if each.table != table or not each.kinds & records.keys():
            continue
        meant = sorted(set().union(*(records[kind] for kind in each.kinds & records.keys())))
        with connection.cursor() as cursor:
            cursor.execute(REMOVE, [number, meant])
        written += _write(number, *formulas.narrowed(each.measure, meant))
    return written


def _write(number: int, question: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(columns=", ".join(VALUES), question=question), [number, *params])
        return int(cursor.rowcount)
