"""The number of changes of the register so far: what cached tiles and counts are good for."""

from __future__ import annotations

from django.db import connection, transaction


def current() -> int:
    with connection.cursor() as cursor:
        # A sequence that was never asked and one that gave its first number have the same last value.
        cursor.execute("SELECT last_value + is_called::int FROM assets_revision")
        return int(cursor.fetchone()[0])


def advance() -> None:
    """Count one change, once it is committed and can be seen by others."""
    transaction.on_commit(_count)


def _count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('assets_revision')")
