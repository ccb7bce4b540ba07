"""Judged rows and written records, copied into the database in bulk; progress told outside of transactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db import connection, connections

from ancheng.base.errors import Conflict
from ancheng.kernel.exchange.importable import Judged, Staged, Written
from ancheng.kernel.exchange.models import ImportRow

ROW_COLUMNS = "batch_id, number, outcome, label, subject_id, version, stated, changes, errors, doubts"
RECORD_COLUMNS = "batch_id, subject_id, version, before"


def keep_rows(batch_id: int, judged: Iterable[Judged]) -> None:
    sql = f"COPY exchange_importrow ({ROW_COLUMNS}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for each in judged:
            copy.write_row(
                (
                    batch_id,
                    each.number,
                    each.outcome,
                    each.label[:200],
                    each.subject_id,
                    each.version,
                    _json(each.values),
                    _json(each.changes),
                    _json([asdict(fault) for fault in each.errors]),
                    _json([asdict(fault) for fault in each.doubts]),
                )
            )


def keep_records(batch_id: int, written: Iterable[Written]) -> None:
    sql = f"COPY exchange_importedrecord ({RECORD_COLUMNS}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for each in written:
            before = None if each.before is None else _json(each.before)
            copy.write_row((batch_id, each.subject_id, each.version, before))


def staged(batch_id: int, outcomes: Iterable[str]) -> Iterator[Staged]:
    """The rows that wait to be written, in the order of the table."""
    found = ImportRow.objects.filter(batch_id=batch_id, outcome__in=list(outcomes)).order_by("number")
    columns = found.values_list("number", "stated", "subject_id", "version")
    for number, values, subject_id, version in columns.iterator(chunk_size=2000):
        yield Staged(number, values, subject_id, version)


def tell_progress(batch_id: int, progress: int) -> None:
    """Show how far a long transaction is, over a connection of its own that commits at once."""
    beside = connections.create_connection("default")
    try:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE exchange_importbatch SET progress = %s, touched_at = now() WHERE id = %s",
                [progress, batch_id],
            )
    finally:
        beside.close()


@contextmanager
def alone(batch_id: int) -> Iterator[None]:
    """Hold a batch against a second run of the same job; let go of when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('exchange.batch'), %s)", [batch_id])
        if not cursor.fetchone()[0]:
            raise Conflict("该批次正在处理，请稍候。")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('exchange.batch'), %s)", [batch_id])


def _json(value: Any) -> str:
    # A zero byte cannot be stored; nobody typed it.
    return json.dumps(value, ensure_ascii=False).replace("\\u0000", "")
