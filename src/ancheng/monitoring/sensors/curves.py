"""The curve of a sensor for the page: the readings of a span with the thresholds of its kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from ancheng.kernel.language import named
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.gateway.seam import Curve
from ancheng.monitoring.sensors.models import Sensor
from ancheng.science.signals.declare import Condition, Level, parts

SPANS = {
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "365d": timedelta(days=365),
}
COLOURS = {1: "#c92a2a", 2: "#e8590c", 3: "#b08800", 4: "#1c7ed6"}
POINTS = 1500


@contextmanager
def store() -> Iterator[PostgresReadings]:
    """The reading store over the connection of this thread."""
    connection.ensure_connection()
    own: psycopg.Connection[Any] = connection.connection
    yield PostgresReadings(own)


def curve(sensor: Sensor, span: str, at: datetime) -> Curve:
    start = at - SPANS[span]
    with store() as readings:
        return readings.curve(
            sensor.pk, int(start.timestamp() * 1e6), int(at.timestamp() * 1e6) + 60_000_000, points=POINTS
        )


def option(sensor: Sensor, found: Curve, span: str, at: datetime, on: date) -> dict[str, Any]:
    """What ECharts draws; what is unknown is a gap."""
    kind = sensor.declared
    times = (found.time_us // 1000).tolist()
    series: list[dict[str, Any]] = [
        _line(named(kind), times, found.value.tolist(), sensor, width=1.5)
        | {"markLine": {"silent": True, "symbol": "none", "data": thresholds(sensor, on)}}
    ]
    if found.step_s:
        series += [
            _line(_("最高"), times, found.high.tolist(), sensor, width=0.7),
            _line(_("最低"), times, found.low.tolist(), sensor, width=0.7),
        ]
    return {
        "grid": {"left": 56, "right": 24, "top": 32, "bottom": 32},
        "tooltip": {"trigger": "axis"},
        "legend": {"show": bool(found.step_s)},
        "xAxis": {
            "type": "time",
            "min": int((at - SPANS[span]).timestamp() * 1000),
            "max": int(at.timestamp() * 1000),
        },
        "yAxis": {"type": "value", "name": kind.unit, "scale": True} | _extent(sensor, found, on),
        "series": series,
    }


def _extent(sensor: Sensor, found: Curve, on: date) -> dict[str, float]:
    """The axis reaches to the first threshold on either side: how far it is away is what one looks for."""
    highs, lows = found.high[np.isfinite(found.high)], found.low[np.isfinite(found.low)]
    if not len(highs) or not len(lows):
        return {}
    told = [level for each in sensor.declared.rules for level in levels(each.in_force(on).value)]
    above = [each.above for each in told if each.above is not None]
    below = [each.below for each in told if each.below is not None]
    extent = {}
    if above:
        extent["max"] = round(max(float(highs.max()), min(above)) * 1.05, 3)
    if below:
        extent["min"] = round(min(float(lows.min()), max(below)) * 0.95, 3)
    return extent


def _line(
    name: str, times: list[int], values: list[float], sensor: Sensor, *, width: float
) -> dict[str, Any]:
    decimals = sensor.declared.decimals
    data: list[list[float | None]] = []
    gap_ms = sensor.silent_after_s * 1000
    for time, value in zip(times, values, strict=True):
        if (
            data
            and data[-1][0] is not None
            and time - data[-1][0] > max(gap_ms, 1)
            and len(times) < 2 * POINTS
        ):
            # Silence is a gap: no line is drawn over the time in which nobody knows.
            data.append([time - 1, None])
        data.append([time, round(value, decimals + 1) if math.isfinite(value) else None])
    return {
        "type": "line",
        "name": name,
        "showSymbol": len(times) < 60,
        "connectNulls": False,
        "step": "end" if sensor.declared.states else False,
        "lineStyle": {"width": width},
        "data": data,
    }


def thresholds(sensor: Sensor, on: date) -> list[dict[str, Any]]:
    """The thresholds of the default rules as lines with their names."""
    lines = []
    for each in sensor.declared.rules:
        for level in levels(each.in_force(on).value):
            for value in (level.above, level.below):
                if value is not None:
                    lines.append(
                        {
                            "yAxis": value,
                            "name": named(each),
                            "lineStyle": {"color": COLOURS[each.suggests]},
                            "label": {"formatter": f"{value:g}", "color": COLOURS[each.suggests]},
                        }
                    )
    return lines


def levels(condition: Condition) -> list[Level]:
    return [each for each in parts(condition) if isinstance(each, Level)]
