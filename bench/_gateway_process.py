"""The gateway with the default rules of its sensors beside it, as a process of its own for the measurement."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import psycopg

from ancheng.config.gateway import conninfo
from ancheng.monitoring.gateway.asgi import Gateway
from ancheng.monitoring.gateway.intake import Intake
from ancheng.monitoring.gateway.seam import Entry, Log
from ancheng.monitoring.gateway.server import serve
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.science.signals.declare import Silent
from ancheng.science.signals.engine import Group


class DefaultRules:
    """Both levels of combustible gas and silence, for every sensor."""

    def __init__(self) -> None:
        with psycopg.connect(conninfo()) as connection:
            ids = [each for (each,) in connection.execute("SELECT id FROM sensors_sensor").fetchall()]
        size = max(ids) + 1
        bindings: list[Any] = [{"": each} for each in ids]
        kind = KINDS["gas_methane"]
        conditions = [each.editions.all[0].value for each in kind.rules] + [Silent(kind.silent_after_s)]
        self.groups = [Group(each, bindings, size) for each in conditions]

    def restore(self, log: Log) -> None:
        """The measurement begins with an empty log."""

    def take(self, entry: Entry) -> None:
        batch = entry.batch
        sensor, time, good = batch.sensor.astype(np.int64), batch.time_s, batch.usable
        for each in self.groups:
            each.feed(sensor, time, batch.value, good)

    def tick(self, now_us: int) -> None:
        """Silence is not what is measured here."""


if __name__ == "__main__":
    serve(Gateway(Intake(conninfo(), [DefaultRules()])), host="127.0.0.1", port=int(sys.argv[1]))
