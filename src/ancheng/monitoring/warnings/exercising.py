"""What an exercise may inject: readings that the rules in force judge, and warnings; nothing is stored as measured."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import transaction

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.base.realm import Realm
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.rules.queries import active, devices, watched
from ancheng.monitoring.rules.values import Binding, Device
from ancheng.monitoring.warnings.actions import open_warning
from ancheng.monitoring.warnings.alarm_actions import raise_alarms
from ancheng.monitoring.warnings.models import Alarm
from ancheng.monitoring.warnings.values import Raised
from ancheng.science.signals.engine import Group

# The injected value has held for so long, one reading each so many seconds.
HELD_S, EVERY_S = 1800, 30


@transaction.atomic
def inject_readings(*, kind: str, value: float, at: datetime) -> Alarm:
    """Let a device of `kind` read `value` for half an hour; the first rule in force that this raises makes an alarm
    in the exercise realm. The store of readings is not touched."""
    known = devices(at)
    for version in active():
        for binding in watched(version, [each for each in known if each.kind == kind]):
            if len(binding.inputs) != 1 or not _raises(version, value, at):
                break
            device = next(each for each in known if each.id == binding.first)
            made = raise_alarms(
                raised=[_raised(version, binding, device, value, at)], at=at, realm=Realm.EXERCISE
            )
            if made:
                return made[0]
    raise Refusal("没有启用的规则会因该数据报警，未能注入模拟数据；请先启用该类传感器的规则。")


def _raises(version: Version, value: float, at: datetime) -> bool:
    """Whether the condition of a rule over one sensor holds after the injected readings."""
    group = Group(version.stated, [dict.fromkeys(Group(version.stated, [], 0).names, 0)], 1)
    end = at.timestamp()
    time_s = np.arange(end - HELD_S, end + 1, EVERY_S)
    sensor = np.zeros(len(time_s), dtype=np.int64)
    values = np.full(len(time_s), float(value))
    changes = group.feed(sensor, time_s, values, np.ones(len(time_s), dtype=np.bool_))
    changes += group.tick(end)
    return bool(changes) and changes[-1].raised


def _raised(version: Version, binding: Binding, device: Device, value: float, at: datetime) -> Raised:
    return Raised(
        version_id=version.pk, key=binding.key, at=at, kind=version.rule.kind,
        label=f"{binding.label}（{binding.key}）", level=version.level, judged_at=at, value=value,
        threshold=version.threshold, unit=version.unit, words=version.words, sensor_kind=device.kind,
        point=device.point, unit_id=device.unit_id, asset_id=device.asset_id,
    )  # fmt: skip


def inject_warning(*, kind: str, level: int, title: str, words: str, at: datetime) -> int:
    """Open a warning of the exercise realm; returns its number in the table."""
    made = open_warning(
        kind_name=kind, level=level, title=title, why=words or title, by=PLATFORM, at=at, realm=Realm.EXERCISE
    )
    return made.pk
