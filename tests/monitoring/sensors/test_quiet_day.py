"""An ordinary simulated day is ordinary: nothing of it raises an alarm by a level of the default rules."""

from datetime import date

import numpy as np
import pytest

from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.simulation import quiet
from ancheng.science.signals.declare import Held, Level

SENSORS, HOURS = 400, 24


def levels(kind):
    for each in kind.rules:
        condition = each.in_force(date(2026, 11, 1)).value
        condition = condition.of if isinstance(condition, Held) else condition
        if isinstance(condition, Level):
            yield each, condition


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_quiet_day_reaches_no_threshold(name):
    sensor = np.repeat(np.arange(1, SENSORS + 1, dtype=np.int64), HOURS)
    values = quiet(name, sensor, np.tile(np.arange(HOURS) * 3600.0 + 1.7e9, SENSORS))
    for each, level in levels(KINDS[name]):
        assert level.above is None or values.max() < level.above, each.zh
        assert level.below is None or values.min() > level.below, each.zh
