"""From bytes to readings: one typed pass for what is well formed, a patient one for what is not."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from ancheng.base.errors import TooLarge
from ancheng.monitoring.gateway.policy import BATCH_READINGS, FRAME_BYTES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
NAN = math.nan
NAN_WORDS = frozenset({"nan", "null", "none", "inf", "-inf", "infinity", "-infinity"})


class _Reading(msgspec.Struct):
    sensor: str
    time: int | Moment
    value: float | None


class _Batch(msgspec.Struct):
    """`readings`, or the three columns; a time is ISO 8601 with its offset, or milliseconds since 1970 UTC."""

    batch: Annotated[str, msgspec.Meta(max_length=80)] = ""
    readings: list[_Reading] = []
    sensors: list[str] = []
    times: list[int | Moment] = []
    values: list[float | None] = []


@dataclass(frozen=True, slots=True)
class Fault:
    """A frame that is no reading: the kind of fault, the reason in words, the sensor it names, the frame."""

    fault: str
    reason: str
    sensor_code: str
    frame: str


@dataclass(slots=True)
class Parsed:
    """What a body holds: columns of readings, and the frames that are none."""

    name: str = ""
    codes: list[str] = field(default_factory=list)
    times_us: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.codes) + len(self.faults)


_decoder = msgspec.json.Decoder(_Batch)


def read(body: bytes) -> Parsed:
    """The readings of a JSON body; what is wrong in it is told frame by frame, the rest is taken."""
    try:
        given = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _patiently(body)
    found = Parsed(_clean(given.batch))
    if given.readings:
        found.codes = [each.sensor for each in given.readings]
        found.times_us = [_us(each.time) for each in given.readings]
        found.values = [NAN if each.value is None else each.value for each in given.readings]
    if given.sensors:
        if not len(given.sensors) == len(given.times) == len(given.values):
            return _patiently(body)
        found.codes += given.sensors
        found.times_us += [_us(each) for each in given.times]
        found.values += [NAN if each is None else each for each in given.values]
    if not found.codes:
        return _patiently(body)
    _bounded(len(found.codes))
    return found


def _patiently(body: bytes) -> Parsed:
    """As `read`, for bodies that are not as they should be."""
    try:
        # Python's own reader knows the bare NaN that other languages write.
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Parsed(faults=[fault("unreadable", f"内容不是有效的 JSON：{str(error)[:120]}", body)])
    if isinstance(given, list):
        given = {"readings": given}
    if not isinstance(given, dict):
        return Parsed(
            faults=[fault("shape", "最外层应为对象，含 readings 或 sensors、times、values。", body)]
        )
    name = given.get("batch", "")
    found = Parsed(_clean(name[:80]) if isinstance(name, str) else "")
    rows, columns = given.get("readings"), [given.get(key) for key in ("sensors", "times", "values")]
    if rows is None and all(isinstance(each, list) for each in columns):
        if len({len(each) for each in columns}) != 1:  # type: ignore[arg-type]
            found.faults.append(fault("shape", "sensors、times、values 三列的长度不同。", body))
            return found
        rows = [
            {"sensor": sensor, "time": time, "value": value}
            for sensor, time, value in zip(*columns, strict=True)
        ]
    if not isinstance(rows, list) or not rows:
        found.faults.append(fault("shape", "缺少 readings 列表，或 sensors、times、values 三列。", body))
        return found
    _bounded(len(rows))
    for row in rows:
        _one(row, found)
    return found


def _one(row: Any, found: Parsed) -> None:
    code = row.get("sensor") if isinstance(row, dict) else None
    if not isinstance(code, str) or not code:
        found.faults.append(fault("shape", "读数应为含 sensor、time、value 的对象。", row))
        return
    time_us = moment_us(row.get("time"))
    if time_us is None:
        reason = "time 应为带时区的 ISO 8601 时间，或 1970 年以来的毫秒数。"
        found.faults.append(fault("no_time", reason, row, code))
        return
    value = number(row.get("value", ""))
    if value is None:
        found.faults.append(fault("value", "value 应为数字；无读数时写 null。", row, code))
        return
    found.codes.append(code)
    found.times_us.append(time_us)
    found.values.append(value)


def moment_us(given: Any) -> int | None:
    """Microseconds since 1970 of an ISO text with an offset or of milliseconds; None for anything else."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return given * 1000
    if isinstance(given, float):
        return round(given * 1000) if math.isfinite(given) else None
    if isinstance(given, str):
        try:
            found = datetime.fromisoformat(given)
        except ValueError:
            return None
        return _us(found) if found.tzinfo else None
    return None


def number(given: Any) -> float | None:
    """The value of a frame: NaN where it says that there is none, None where it says nothing of the kind."""
    if given is None:
        return NAN
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        try:
            return float(given)
        except OverflowError:
            return math.inf
    if isinstance(given, str) and given.strip().lower() in NAN_WORDS:
        return NAN
    return None


def fault(kind: str, reason: str, frame: Any, code: str = "") -> Fault:
    """A fault with as much of the frame as is kept."""
    if isinstance(frame, bytes):
        text = frame[:FRAME_BYTES].decode("utf-8", "replace")
    else:
        text = json.dumps(frame, ensure_ascii=False, default=str)[:FRAME_BYTES]
    # PostgreSQL keeps no NUL in a text; lone surrogates are no text at all.
    clean = [_clean(each) for each in (reason[:200], code[:64], text)]
    return Fault(kind, clean[0], clean[1], clean[2])


def frame_of(code: str, time_us: int, value: float) -> dict[str, Any]:
    """A reading as a frame again, for the quarantine."""
    try:
        time: Any = (EPOCH + timedelta(microseconds=time_us)).isoformat()
    except OverflowError:
        time = time_us // 1000
    return {"sensor": code, "time": time, "value": value if math.isfinite(value) else None}


def _clean(text: str) -> str:
    return text.replace("\0", "␀").encode("utf-8", "replace").decode("utf-8")


def _us(given: int | datetime) -> int:
    return given * 1000 if isinstance(given, int) else round(given.timestamp() * 1e6)


def _bounded(size: int) -> None:
    if size > BATCH_READINGS:
        raise TooLarge(f"一批最多 {BATCH_READINGS} 个读数，请分批发送。")
