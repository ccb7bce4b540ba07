"""What a rule would have done on a stored series."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from ancheng.base.errors import Unreadable
from ancheng.science.signals.declare import BadRule, Condition, inputs
from ancheng.science.signals.engine import Group, goodness

BEIJING = timezone(timedelta(hours=8))
TIMES = ("time", "timestamp", "datetime", "date", "时间", "时刻", "采集时间")
VALUES = ("value", "reading", "数值", "读数", "值")
SENSORS = ("sensor", "device", "series", "传感器", "设备", "编号")
MOST_ROWS = 5_000_000


@dataclass(frozen=True, slots=True)
class Series:
    """Readings in the order of the file; `sensor` numbers the names in `names`, times are seconds since 1970."""

    names: tuple[str, ...]
    sensor: np.ndarray[Any, np.dtype[np.int64]]
    time: np.ndarray[Any, np.dtype[np.float64]]
    value: np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Episode:
    """One time that the rule was raised; `cleared_at` is None when it still was at the end."""

    sensor: str
    raised_at: float
    cleared_at: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the rule did, over how much of what."""

    readings: int
    bad: int
    starts: float
    ends: float
    episodes: tuple[Episode, ...]

    @property
    def raised_s(self) -> float:
        return sum((each.cleared_at or self.ends) - each.raised_at for each in self.episodes)


def read_series(path: Path) -> Series:
    """A CSV with a time and a value column, and a sensor column where there are several; times without an offset
    are Beijing time; an empty or unreadable value is kept as no number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _series(csv.reader(file))
    except OSError as fault:
        raise Unreadable(f"无法读取 {path.name}：{fault.strerror}。") from None
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Unreadable(f"{path.name} 不是 UTF-8 的 CSV 文件，请另存为“CSV UTF-8”。") from fault


def _series(rows: Iterable[list[str]]) -> Series:
    waiting = iter(rows)
    header = [each.strip().lower() for each in next(waiting, [])]
    at = {
        name: _column(header, known)
        for name, known in (("time", TIMES), ("value", VALUES), ("sensor", SENSORS))
    }
    if at["time"] is None or at["value"] is None:
        raise Unreadable(f"CSV 须有时间列（{'、'.join(TIMES[:2])}、时间）和数值列（value、数值）。")
    names: dict[str, int] = {}
    sensors: list[int] = []
    times: list[float] = []
    values: list[float] = []
    for number, row in enumerate(waiting, start=2):
        if not any(each.strip() for each in row):
            continue
        if number > MOST_ROWS:
            raise Unreadable(f"CSV 超过 {MOST_ROWS} 行，请按时段拆分。")
        name = _cell(row, at["sensor"]) if at["sensor"] is not None else ""
        sensors.append(names.setdefault(name, len(names)))
        times.append(_moment(_cell(row, at["time"]), number))
        values.append(_number(_cell(row, at["value"])))
    return Series(tuple(names), np.array(sensors, dtype=np.int64), np.array(times), np.array(values))


def run(condition: Condition, series: Series, *, low: float = -np.inf, high: float = np.inf) -> Backtest:
    """What `condition` would have done: one binding per sensor, or one over all where it names its inputs."""
    names = inputs(condition)
    if names == ("",):
        bindings: list[Mapping[str, int]] = [{"": number} for number in range(len(series.names))]
        labels = series.names
    else:
        known = {name: number for number, name in enumerate(series.names)}
        missing = [each for each in names if each not in known]
        if missing:
            raise BadRule(f"数据中没有规则所指的传感器：{'、'.join(missing)}。")
        bindings, labels = [{name: known[name] for name in names}], ("",)
    group = Group(condition, bindings, max(len(series.names), 1))
    good = goodness(series.value, low, high)
    changes = group.feed(series.sensor, series.time, series.value, good)
    ends = float(series.time.max()) if len(series.time) else 0.0
    changes += group.tick(ends)
    return Backtest(
        readings=len(series.time),
        bad=int((~good).sum()),
        starts=float(series.time.min()) if len(series.time) else 0.0,
        ends=ends,
        episodes=tuple(_episodes(sorted(changes, key=lambda each: (each.binding, each.time)), labels)),
    )


def _episodes(changes: Iterable[Any], labels: tuple[str, ...]) -> list[Episode]:
    found: list[Episode] = []
    since: dict[int, float] = {}
    for each in changes:
        if each.raised:
            since[each.binding] = each.time
        else:
            found.append(Episode(labels[each.binding], since.pop(each.binding), each.time))
    found += [Episode(labels[binding], time, None) for binding, time in since.items()]
    return sorted(found, key=lambda each: (each.raised_at, each.sensor))


def _column(header: list[str], known: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in known if name in header), None)


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _moment(text: str, number: int) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            raise Unreadable(
                f"第 {number} 行的时间“{text[:40]}”无法识别，应如 2026-11-24 10:00:00。"
            ) from None
    return (found if found.tzinfo else found.replace(tzinfo=BEIJING)).timestamp()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
