"""What a platform page shows, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from ancheng.base.asker import Asker
from ancheng.monitoring.platforms.declare import PlatformPage
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.sensors import queries as sensors
from ancheng.monitoring.sensors.models import Sensor
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.warnings import queries as warnings
from ancheng.monitoring.warnings.models import Alarm, Warning
from ancheng.monitoring.warnings.models.warning import OPEN
from ancheng.monitoring.warnings.workflows.alarm import LIVE
from ancheng.supervision import public as supervision

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page of one platform."""

    open: list[Warning]
    alarms: list[Alarm]
    heard: list[sensors.Heard]
    kinds: list[tuple[str, Any, int]]
    thresholds: list[Version]
    objects: int
    sounding: int


def shown(asker: Asker, page: PlatformPage, at: datetime) -> Shown:
    open_rows = warnings.visible(asker).filter(kind__in=page.warning_kinds, state__in=OPEN)
    live = warnings.alarms_visible(asker).filter(sensor_kind__in=page.sensor_kinds, state__in=LIVE)
    alarms = list(live.select_related("subdistrict", "version__rule").order_by("level", "-raised_at")[:SHOWN])
    counts = dict(
        sensors.visible(asker)
        .filter(kind__in=page.sensor_kinds)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
    thresholds = Version.objects.filter(
        state="active", sensor_kind__in=page.sensor_kinds, level__isnull=False
    ).select_related("rule")
    objects = supervision.counts_by_kind(asker)
    return Shown(
        open=list(
            open_rows.select_related("subdistrict", "community").order_by("level", "-pushed_at")[:SHOWN]
        ),
        alarms=alarms,
        heard=sensors.heard(_worst_first(asker, page, alarms), at),
        kinds=[(name, KINDS[name], counts.get(name, 0)) for name in page.sensor_kinds if name in KINDS],
        thresholds=sorted(thresholds, key=lambda each: (each.sensor_kind, -(each.level or 9))),
        objects=sum(objects.get(each, 0) for each in page.asset_kinds),
        sounding=live.filter(state="unacknowledged").count(),
    )


def heard_of(asker: Asker, page: PlatformPage, at: datetime) -> list[sensors.Heard]:
    """What the sensors of the platform say now, those with a live alarm first."""
    live = warnings.alarms_visible(asker).filter(sensor_kind__in=page.sensor_kinds, state__in=LIVE)
    return sensors.heard(_worst_first(asker, page, list(live.order_by("level", "-raised_at")[:SHOWN])), at)


def _worst_first(asker: Asker, page: PlatformPage, alarms: list[Alarm]) -> list[Sensor]:
    """Sensors with a live alarm first, then others of the platform."""
    rows = sensors.visible(asker).filter(kind__in=page.sensor_kinds, retired_on=None)
    loud = list(rows.filter(code__in=[each.key for each in alarms])[:SHOWN])
    rest = rows.filter(~Q(pk__in=[each.pk for each in loud])).order_by("kind", "pk")
    return [*loud, *rest[: SHOWN - len(loud)]]
