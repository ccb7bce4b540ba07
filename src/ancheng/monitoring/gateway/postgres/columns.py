"""Columns of readings to and from PostgreSQL's binary COPY."""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg

from ancheng.monitoring.gateway.seam import AnyArray, Batch

# PostgreSQL counts microseconds from 2000-01-01.
EPOCH_US = 946_684_800_000_000
HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"
ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("l0", ">i4"), ("sensor", ">i4"),
        ("l1", ">i4"), ("flag", ">i2"),
        ("l2", ">i4"), ("time", ">i8"),
        ("l3", ">i4"), ("value", ">f8"),
        ("l4", ">i4"), ("position", ">i8"),
    ]
)  # fmt: skip
COLUMNS = "sensor, flag, time, value, position"


def packed(batch: Batch, position: int | AnyArray) -> bytes:
    """The body of a binary COPY of the columns `COLUMNS`."""
    rows = np.empty(len(batch), ROW)
    rows["fields"] = 5
    rows["l0"], rows["l1"] = 4, 2
    rows["l2"] = rows["l3"] = rows["l4"] = 8
    rows["sensor"], rows["flag"], rows["value"] = batch.sensor, batch.flag, batch.value
    rows["time"] = batch.time_us - EPOCH_US
    rows["position"] = position
    return HEADER + rows.tobytes() + TRAILER


def unpacked(data: bytes) -> AnyArray:
    """The rows of a binary COPY of the columns `COLUMNS`, none of which is NULL."""
    head = len(HEADER) + int.from_bytes(data[len(HEADER) - 4 : len(HEADER)], "big")
    return np.frombuffer(data[head : len(data) - len(TRAILER)], ROW)


def fetched(cursor: psycopg.Cursor[Any], query: str, params: tuple[Any, ...] = ()) -> AnyArray:
    """The rows of a query of the columns `COLUMNS`."""
    with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", params) as copy:
        return unpacked(b"".join(bytes(each) for each in copy))


def as_batch(rows: AnyArray) -> Batch:
    return Batch(
        rows["sensor"].astype(np.int32),
        rows["time"].astype(np.int64) + EPOCH_US,
        rows["value"].astype(np.float64),
        rows["flag"].astype(np.int16),
    )
