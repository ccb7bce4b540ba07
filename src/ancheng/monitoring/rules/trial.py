"""What a version would have done on the stored history, before it is put to use."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import numpy as np

from ancheng.base.clock import beijing
from ancheng.base.errors import Refusal
from ancheng.monitoring.gateway.seam import Flag, Readings
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.rules.queries import devices, watched
from ancheng.science.signals.engine import Change, Group

SHOWN = 50
# Beyond this a trial takes long; the author is told that only some were tried.
MOST_SENSORS = 2000


def try_out(*, version: Version, readings: Readings, since: datetime, until: datetime) -> dict[str, Any]:
    """When it would have fired, where, how often and for how long; the same engine as the live one."""
    if since >= until:
        raise Refusal("回测的开始时间应早于结束时间。")
    known = devices(until)
    bound = watched(version, known)
    if not bound:
        raise Refusal("该规则的范围内没有在用的传感器，请核对范围和传感器类别。")
    limited = bound[:MOST_SENSORS]
    sensors = sorted({pk for each in limited for _, pk in each.inputs})
    number = {pk: at for at, pk in enumerate(sensors)}
    group = Group(
        version.stated, [{name: number[pk] for name, pk in each.inputs} for each in limited], len(sensors)
    )
    batch = readings.batch(sensors, int(since.timestamp() * 1e6), int(until.timestamp() * 1e6))
    order = np.searchsorted(np.array(sensors), batch.sensor)
    limits = {each.id: (each.low, each.high) for each in known}
    low = np.array([limits[pk][0] for pk in sensors])[order]
    high = np.array([limits[pk][1] for pk in sensors])[order]
    kept = (batch.flag & int(Flag.MAINTENANCE | Flag.FUTURE)) == 0
    good = batch.usable & np.isfinite(batch.value) & (batch.value >= low) & (batch.value <= high)
    changes = group.feed(order[kept], batch.time_s[kept], batch.value[kept], good[kept])
    changes += group.tick(until.timestamp())
    episodes = _episodes(changes)
    days = Counter(str(beijing(_moment(begin)).date()) for _, begin, _ in episodes)
    lasted = sum((end or until.timestamp()) - begin for _, begin, end in episodes)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "bindings": len(limited),
        "left_out": len(bound) - len(limited),
        "readings": len(batch),
        "count": len(episodes),
        "raised_s": round(lasted, 1),
        "per_day": dict(sorted(days.items())),
        "most": Counter(limited[each].label for each, _, _ in episodes).most_common(10),
        "fired": [
            {
                "key": limited[binding].key,
                "label": limited[binding].label,
                "raised_at": _moment(begin).isoformat(),
                "cleared_at": _moment(end).isoformat() if end is not None else None,
            }
            for binding, begin, end in episodes[:SHOWN]
        ],
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _episodes(changes: list[Change]) -> list[tuple[int, float, float | None]]:
    """Binding, begin and end of each time that it was raised, in the order of their beginning."""
    since: dict[int, float] = {}
    found: list[tuple[int, float, float | None]] = []
    for each in sorted(changes, key=lambda one: (one.time, one.binding)):
        if each.raised:
            since[each.binding] = each.time
        elif each.binding in since:
            found.append((each.binding, since.pop(each.binding), each.time))
    found += [(binding, begin, None) for binding, begin in since.items()]
    return sorted(found, key=lambda one: one[1])
