"""The number beside a list: counted where that is quick, else estimated by the planner and said to be so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

COUNT_UP_TO = 10_000
# Longer than this nobody waits for a number that may as well be an estimate.
COUNT_MILLISECONDS = 60


@dataclass(frozen=True, slots=True)
class HowMany:
    """A number of rows; an estimate when counting would take long."""

    number: int
    exact: bool

    @property
    def text(self) -> str:
        return f"{self.number:,}" if self.exact else f"≈ {self.number:,}"


def how_many(found: QuerySet[Any, Any]) -> HowMany:
    """Exact up to 10,000 where that is quick; beyond that the planner's estimate, rounded."""
    try:
        sql, params = found.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        # A filter that nothing can pass, such as one of an empty set of keys.
        return HowMany(0, exact=True)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = answer if isinstance(answer, list) else json.loads(answer)
    estimate = int(plan[0]["Plan"]["Plan Rows"])
    if estimate < COUNT_UP_TO * 8:
        counted = _counted(found)
        if counted is not None and counted <= COUNT_UP_TO:
            return HowMany(counted, exact=True)
        estimate = max(estimate, counted or 0)
    step = 10 ** max(len(str(estimate)) - 2, 0)
    return HowMany(max(round(estimate / step) * step, 1), exact=False)


def _counted(found: QuerySet[Any, Any]) -> int | None:
    """The number of rows up to one more than are counted, or None where counting takes too long."""
    try:
        with within(COUNT_MILLISECONDS):
            return found.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    except OperationalError:
        return None


@contextmanager
def within(milliseconds: int) -> Iterator[None]:
    """Cancel a question of the block that takes longer; a savepoint keeps what was done around it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [milliseconds])
        yield
        cursor.execute("SET LOCAL statement_timeout = DEFAULT")
