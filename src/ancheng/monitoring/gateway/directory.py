"""The sensors and tokens as the gateway knows them: arrays by the number of the sensor, read again when they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from ancheng.monitoring.gateway.seam import Batch, Flag, Flags, Ids, Times, Values

MARGIN = 1024


@dataclass(frozen=True, slots=True)
class Directory:
    """One edition of the register; number 0 is no sensor."""

    revision: int
    by_code: Mapping[str, int]
    source: Ids
    low: Values
    high: Values
    silent_after_us: Times
    watched: NDArray[np.bool_]
    tokens: Mapping[str, int]
    source_codes: Mapping[str, int]
    windows: tuple[tuple[int, int, int], ...] = ()
    maintained: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, np.bool_))

    @property
    def size(self) -> int:
        return len(self.source)

    def mark_maintenance(self, batch: Batch) -> Flags:
        """The flags of `batch`, with MAINTENANCE where the sensor is worked on."""
        if not self.windows or not self.maintained[batch.sensor].any():
            return batch.flag
        flag = batch.flag.copy()
        for sensor, starts_us, ends_us in self.windows:
            inside = (batch.sensor == sensor) & (batch.time_us >= starts_us) & (batch.time_us < ends_us)
            flag[inside] |= int(Flag.MAINTENANCE)
        return flag


def revision(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("SELECT number FROM sensors_revision WHERE id = 1").fetchone()
    return int(found[0]) if found else 0


def load(connection: psycopg.Connection[Any]) -> Directory:
    """The register as it stands."""
    # Asked first: a change in between leads to one reading too many, not to one too few.
    number = revision(connection)
    rows = connection.execute(
        "SELECT id, code, source_id, low, high, silent_after_s, retired_on IS NULL FROM sensors_sensor"
    ).fetchall()
    size = max((row[0] for row in rows), default=0) + MARGIN
    source, low, high = np.zeros(size, np.int32), np.full(size, -np.inf), np.full(size, np.inf)
    silent, watched = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    if rows:
        ids, codes, sources, lows, highs, silents, alive = zip(*rows, strict=True)
        at = np.array(ids)
        source[at], low[at], high[at] = sources, lows, highs
        silent[at], watched[at] = np.array(silents, np.int64) * 1_000_000, alive
        by_code = dict(zip(codes, ids, strict=True))
    else:
        by_code = {}
    tokens = connection.execute(
        "SELECT t.digest, t.source_id FROM sensors_token t JOIN sensors_source s ON s.id = t.source_id "
        "WHERE t.revoked_at IS NULL AND s.in_use"
    ).fetchall()
    codes_of_sources = connection.execute("SELECT code, id FROM sensors_source WHERE in_use").fetchall()
    windows = connection.execute(
        "SELECT sensor_id, gateway_us(starts_at), gateway_us(ends_at) "
        "FROM sensors_maintenance WHERE ends_at > now() - interval '7 days'"
    ).fetchall()
    maintained = np.zeros(size, np.bool_)
    maintained[[row[0] for row in windows]] = True
    return Directory(
        number,
        by_code,
        source,
        low,
        high,
        silent,
        watched,
        dict(tokens),
        dict(codes_of_sources),
        tuple(windows),
        maintained,
    )
