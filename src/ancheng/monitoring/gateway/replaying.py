"""Readings out of a file, sent to the gateway in named batches: a replay that is started again counts nothing twice."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ancheng.base.errors import Refusal, Unreadable

SENSORS = ("sensor", "code", "传感器", "编号", "设备")
TIMES = ("time", "timestamp", "时间", "时刻", "采集时间")
VALUES = ("value", "reading", "数值", "读数", "值")
BATCH, TRIES = 1000, 60


def replay(path: Path, *, gateway: str, token: str) -> dict[str, int]:
    """Send a CSV with the columns sensor, time and value; what was acknowledged and what was quarantined."""
    total = {"accepted": 0, "quarantined": 0, "repeated": 0}
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=gateway, headers=headers, timeout=30, trust_env=False) as client:
        for body in batches(path):
            told = _sent(client, body)
            total["repeated"] += bool(told["repeated"])
            total["quarantined"] += told["quarantined"]
            total["accepted"] += 0 if told["repeated"] else told["accepted"]
    return total


def batches(path: Path) -> Iterator[dict[str, Any]]:
    """The file in batches that bear its own fingerprint as their name."""
    try:
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Unreadable(f"无法读取 {path.name}：{error.strerror}。") from None
    with file:
        try:
            rows = csv.reader(file)
            header = [each.strip().lower() for each in next(rows, [])]
            at = [
                next((header.index(each) for each in known if each in header), None)
                for known in (SENSORS, TIMES, VALUES)
            ]
            if None in at:
                raise Unreadable("CSV 须有 sensor（编号）、time（时间，带时区）和 value（数值）三列。")
            readings: list[dict[str, Any]] = []
            number = 0
            for row in rows:
                if any(each.strip() for each in row):
                    readings.append(_reading(row, [each for each in at if each is not None]))
                if len(readings) == BATCH:
                    yield {"batch": f"csv-{mark}-{number}", "readings": readings}
                    readings, number = [], number + 1
            if readings:
                yield {"batch": f"csv-{mark}-{number}", "readings": readings}
        except (UnicodeDecodeError, csv.Error) as error:
            raise Unreadable(f"{path.name} 不是 UTF-8 的 CSV 文件，请另存为“CSV UTF-8”。") from error


def _reading(row: list[str], at: list[int]) -> dict[str, Any]:
    """A frame; what is no number goes as it is, so that the gateway says what is wrong with it."""
    sensor, moment, text = (row[each].strip() if each < len(row) else "" for each in at)
    value: Any = text
    with contextlib.suppress(ValueError):
        value = float(text) if text else None
    if isinstance(value, float) and value != value:
        value = None
    return {"sensor": sensor, "time": moment, "value": value}


def _sent(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    for _ in range(TRIES):
        try:
            answer = client.post("/v1/readings", content=json.dumps(body, ensure_ascii=False).encode())
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code in (429, 503):
            time.sleep(float(answer.headers.get("retry-after", "1")))
            continue
        told: dict[str, Any] = answer.json()
        if "error" in told:
            raise Refusal(str(told["error"]))
        return told
    raise Refusal("网关一直没有应答，已停止；再次执行会从头发送，已收的批次不会重复计数。")
