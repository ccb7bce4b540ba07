"""Speaking for the synthetic sensors: what the simulation says is sent to the gateway as any source would."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.monitoring.sensors.actions import issue_token, revoke_token
from ancheng.monitoring.sensors.models import Sensor, Source, Token
from ancheng.monitoring.sensors.simulation import EPISODES, Fleet, Happening, Ints, values

LABEL = "模拟器"
BATCH = 1000
TRIES = 20


@dataclass(frozen=True, slots=True)
class Speaker:
    """The sensors of one kind and source, the codes by which they are known, and how often they speak."""

    source_id: int
    fleet: Fleet
    codes: Sequence[str]
    interval_s: Ints


def speakers() -> list[Speaker]:
    """All synthetic sensors in use."""
    rows = Sensor.objects.filter(synthetic=True, retired_on=None, source__in_use=True).order_by("pk")
    found: dict[tuple[int, str], list[Sensor]] = {}
    for each in rows.only("pk", "kind", "code", "source_id", "geometry", "interval_s"):
        found.setdefault((each.source_id, each.kind), []).append(each)
    return [_speaker(source_id, kind, sensors) for (source_id, kind), sensors in found.items()]


def _speaker(source_id: int, kind: str, sensors: Sequence[Sensor]) -> Speaker:
    places = [
        (each.geometry.x, each.geometry.y) if each.geometry else (math.nan, math.nan) for each in sensors
    ]
    fleet = Fleet(
        kind,
        np.array([each.pk for each in sensors], np.int64),
        np.array([each[0] for each in places]),
        np.array([each[1] for each in places]),
    )
    return Speaker(
        source_id,
        fleet,
        [each.code for each in sensors],
        np.array([each.interval_s for each in sensors], np.int64),
    )


def tokens(source_ids: Sequence[int]) -> dict[int, str]:
    """A token for each source, in place of those of an earlier run."""
    now = datetime.now(UTC)
    withdraw()
    return {
        each.pk: issue_token(source=each, label=LABEL, by=PLATFORM, at=now)[1]
        for each in Source.objects.filter(pk__in=source_ids)
    }


def withdraw() -> None:
    """Revoke what an earlier run was given."""
    for each in Token.objects.filter(label=LABEL, revoked_at=None).select_related("source"):
        with suppress(Refusal):
            revoke_token(token=each, by=PLATFORM, at=datetime.now(UTC))


def happening(name: str, all_of_them: Sequence[Speaker], starts_s: float) -> Happening:
    """An episode around the first sensor that it concerns."""
    episode = EPISODES[name]
    for each in all_of_them:
        placed = np.flatnonzero(np.isfinite(each.fleet.longitude))
        if each.fleet.kind in episode.effects and len(placed):
            at = placed[len(placed) // 3]
            return Happening(
                episode, float(each.fleet.longitude[at]), float(each.fleet.latitude[at]), starts_s
            )
    raise Refusal(f"演示数据中没有可用于“{episode.zh}”的传感器，请先装载演示区。")


def due(speaker: Speaker, second: int) -> Ints:
    """The positions of the sensors that speak in this second: each at its own moment of the interval."""
    return np.flatnonzero((second + speaker.fleet.sensor * 7) % speaker.interval_s == 0)


def bodies(
    all_of_them: Sequence[Speaker], second: int, happenings: Sequence[Happening]
) -> list[tuple[int, bytes]]:
    """What all sensors say in one second, as bodies by source; a batch has the same name whenever it is made."""
    columns: dict[int, tuple[list[str], list[float | None]]] = {}
    for each in all_of_them:
        chosen = due(each, second)
        if not len(chosen):
            continue
        found, speaking = values(each.fleet, chosen, np.full(len(chosen), float(second)), happenings)
        codes, told = columns.setdefault(each.source_id, ([], []))
        codes += [each.codes[at] for at in chosen[speaking]]
        told += [value if math.isfinite(value) else None for value in found[speaking].tolist()]
    made = []
    for source_id, (codes, told) in columns.items():
        for start in range(0, len(codes), BATCH):
            part = codes[start : start + BATCH]
            body = {
                "batch": f"sim-{second}-{start}",
                "sensors": part,
                "times": [second * 1000] * len(part),
                "values": told[start : start + BATCH],
            }
            made.append((source_id, json.dumps(body).encode()))
    return made


def run(
    gateway: str,
    *,
    episodes: Mapping[str, float],
    lasts_s: float | None,
    speed: int,
    echo: Callable[[str], None],
    clock: Callable[[], float] = time.time,
) -> int:
    """Speak until told to stop; `episodes` are names with the seconds after which they start. Gives how many were
    acknowledged."""
    everybody = speakers()
    if not everybody:
        raise Refusal("没有演示传感器可以模拟，请先执行 ancheng demo load。")
    given = tokens(sorted({each.source_id for each in everybody}))
    began = math.floor(clock())
    happenings = [happening(name, everybody, began + after) for name, after in episodes.items()]
    for each in happenings:
        echo(f"{each.episode.zh}：{each.longitude:.5f}, {each.latitude:.5f}")
    acknowledged, second = 0, began
    with httpx.Client(base_url=gateway, timeout=30, trust_env=False) as client:
        while lasts_s is None or second - began < lasts_s:
            for source_id, body in bodies(everybody, second, happenings):
                acknowledged += send(client, given[source_id], body)
            second += 1
            ahead = (second - began) / speed - (clock() - began)
            if ahead > 0:
                time.sleep(ahead)
            elif speed == 1 and ahead < -30:
                # The machine slept: what was not said then is not said now.
                second = math.floor(clock())
    withdraw()
    return acknowledged


def send(client: httpx.Client, token: str, body: bytes) -> int:
    """Send one batch until it is acknowledged; how many readings were."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for _ in range(TRIES):
        try:
            answer = client.post("/v1/readings", content=body, headers=headers)
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code == 200:
            told: dict[str, Any] = answer.json()
            return int(told["accepted"])
        # A token that was issued a moment ago is known to the gateway within two seconds.
        if answer.status_code in (401, 429, 503):
            time.sleep(float(answer.headers.get("retry-after", "1")))
            continue
        return 0
    return 0
