"""The store of readings, opened for a trial."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.gateway.seam import Readings


@contextmanager
def stored_readings() -> Iterator[Readings]:
    """The store on a connection of its own: a long trial must not hold up the page's transaction."""
    values = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "password", "dbname") and value
    }
    with psycopg.connect(**values, autocommit=True) as own:
        yield PostgresReadings(own)
