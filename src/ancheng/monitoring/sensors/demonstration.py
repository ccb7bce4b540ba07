"""The sensors of the demonstration district: 20,000 devices of twelve sources, with a day of history, all synthetic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

import numpy as np
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.kernel.audit.actions import record
from ancheng.kernel.copying import copy_in
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.monitoring.gateway.postgres.columns import COLUMNS, packed
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.gateway.seam import Batch
from ancheng.monitoring.sensors import revision, simulation
from ancheng.monitoring.sensors.declare import Platform
from ancheng.monitoring.sensors.models import Sensor, Source
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.supervision.public import AssetPlace, places_of_kind

# Platform → code, name and department of the source.
SOURCES: dict[Platform, tuple[str, str, str]] = {
    Platform.GAS: ("gas", "燃气智能监控系统", "区城管委"),
    Platform.HAZARD: ("hazard", "危险化学品在线监控系统", "区应急局"),
    Platform.WATER: ("water", "水文与积水监测站网", "区水务局"),
    Platform.WEATHER: ("weather", "自动气象站网", "区气象局"),
    Platform.CROWD: ("crowd", "客流统计系统", "区文化和旅游局"),
    Platform.ELEVATOR: ("elevator", "电梯物联网平台", "区市场监管局"),
    Platform.UNDERGROUND: ("underground", "地下管线监测系统", "区城管委"),
    Platform.GROUND: ("ground", "地质与受纳场监测系统", "规划自然资源分局"),
    Platform.FIRE: ("fire", "消防物联网平台", "区消防救援支队"),
    Platform.LIFELINE: ("lifeline", "供水供热供电监测系统", "区城管委"),
    Platform.RADIATION: ("radiation", "辐射环境监测系统", "区生态环境局"),
    Platform.VIDEO: ("video", "视频联网平台", "公安分局"),
}
# Sensor kind → kind of object that carries it, and how many of 20,000.
MIX: dict[str, tuple[str, int]] = {
    "gas_methane": ("gas_facility", 3600),
    "gas_pressure": ("gas_facility", 900),
    "gas_flow": ("gas_facility", 200),
    "gas_h2s": ("hazardous_chemical_unit", 200),
    "gas_co": ("hazardous_chemical_unit", 200),
    "gas_cl2": ("hazardous_chemical_unit", 60),
    "gas_nh3": ("hazardous_chemical_unit", 100),
    "gas_oxygen": ("utility_tunnel", 400),
    "water_pressure": ("pipe_water", 700),
    "water_flow": ("pipe_water", 300),
    "heat_temperature": ("pipe_heat", 400),
    "river_stage": ("flood_spot", 60),
    "drain_level": ("pipe_drain", 900),
    "underpass_depth": ("flood_spot", 120),
    "rain_1h": ("flood_spot", 120),
    "rain_6h": ("flood_spot", 60),
    "rain_24h": ("flood_spot", 60),
    "temperature": ("school", 100),
    "wind_speed": ("construction_site", 200),
    "people_count": ("crowded_place", 300),
    "crowd_ratio": ("crowded_place", 300),
    "crowd_density": ("crowded_place", 200),
    "elevator_fault": ("elevator", 2400),
    "elevator_trapped": ("elevator", 2400),
    "manhole_cover": ("pipe_drain", 1500),
    "fire_host": ("key_fire_unit", 600),
    "smoke": ("old_building", 1500),
    "hydrant_pressure": ("hydrant", 700),
    "power_outage": ("pipe_power", 300),
    "video_channel": ("enterprise_site", 300),
    "settlement": ("utility_tunnel", 120),
    "displacement": ("waste_soil_site", 60),
    "pore_level": ("waste_soil_site", 40),
    "tilt": ("billboard", 150),
    "vibration": ("bridge", 100),
    "tank_level": ("hazardous_chemical_unit", 150),
    "tank_pressure": ("hazardous_chemical_unit", 80),
    "tank_temperature": ("hazardous_chemical_unit", 100),
    "radiation_dose": ("radiation_source", 20),
}
HISTORY = timedelta(hours=24)
# So many sensors of each kind have a day of curve; all have a last reading.
WITH_CURVE = 6
STEP_S = 60
SILENT_SHARE, NEVER_SHARE = 97, 211


@transaction.atomic
def load(*, at: datetime, count: int = 20_000) -> int:
    """Copy the sources, the sensors and a little history into an empty register."""
    sources = _sources(at)
    units = {each.pk: each for each in Unit.objects.all()}
    sensors: list[Sensor] = []
    for kind, (asset_kind, share) in MIX.items():
        wanted = max(share * count // 20_000, 1)
        places = places_of_kind(PLATFORM, asset_kind, at_most=wanted)
        source = sources[KINDS[kind].platform]
        sensors += _sensors(kind, places, wanted, source, units, at)
    copy_in(sensors)
    _history(sensors, at)
    district = Unit.objects.filter(kind=UnitKind.DISTRICT).first()
    if district:
        record(by=PLATFORM, at=at, verb="装载演示监测设备", subject=district, after={"count": len(sensors)})
    revision.advance()
    return len(sensors)


def _sources(at: datetime) -> dict[Platform, Source]:
    named = by_name([department for _, _, department in SOURCES.values()])
    fallback = Unit.objects.filter(kind=UnitKind.COORDINATION).first() or Unit.objects.order_by("pk").first()
    found = {}
    for platform, (code, name, department) in SOURCES.items():
        source = Source(
            code=code,
            name=name,
            unit=named.get(department) or fallback,
            created_at=at - timedelta(days=60),
            synthetic=True,
        )
        source.derive_scope()
        found[platform] = source
    copy_in(list(found.values()))
    return found


def _sensors(
    kind: str, places: Sequence[AssetPlace], wanted: int, source: Source, units: dict[int, Unit], at: datetime
) -> list[Sensor]:
    declared = KINDS[kind]
    found = []
    own = set(source.unit.line)
    for number, place in enumerate(islice(cycle(places), wanted) if places else [None] * wanted, start=1):
        around = [place.subdistrict_id, place.community_id, place.grid_id] if place else [None] * 3
        seen = own.union(*(units[pk].line for pk in around if pk))
        found.append(
            Sensor(
                kind=kind,
                code=f"{declared.prefix}-{number:06d}",
                name=f"{place.name if place else ''}{declared.zh}"[:120],
                source=source,
                unit=source.unit,
                asset_id=place.id if place else None,
                asset_name=place.name[:120] if place else "",
                geometry=_point(place.wkt, number) if place else None,
                subdistrict_id=around[0],
                community_id=around[1],
                grid_id=around[2],
                low=declared.low,
                high=declared.high,
                interval_s=declared.interval_s,
                silent_after_s=declared.silent_after_s,
                installed_on=beijing_day(at) - timedelta(days=200 + number % 900),
                synthetic=True,
                seen_by=sorted(seen),
                created_at=at - timedelta(days=60),
                updated_at=at - timedelta(days=60),
            )
        )
    return found


def _point(wkt: str, number: int) -> GEOSGeometry:
    """The place of the object, a few metres off, so that devices of one object do not cover each other."""
    point = GEOSGeometry(wkt, srid=4326)
    point.x += (number % 7 - 3) * 3e-5
    point.y += (number % 5 - 2) * 3e-5
    return point


def _history(sensors: Sequence[Sensor], at: datetime) -> None:
    """A last reading of nearly all, and a day of curve for a few of each kind."""
    now_s = int(at.timestamp())
    by_kind: dict[str, list[int]] = {}
    for each in sensors:
        by_kind.setdefault(each.kind, []).append(each.pk)
    columns: list[tuple[Any, Any, Any]] = []
    for kind, ids in by_kind.items():
        own = np.array(ids, np.int64)
        age = np.where(
            own % SILENT_SHARE == 0, KINDS[kind].silent_after_s * 3, 1 + own % KINDS[kind].interval_s
        )
        own, age = own[own % NEVER_SHARE != 0], age[own % NEVER_SHARE != 0]
        times = (now_s - age).astype(np.float64)
        columns.append((own, times, simulation.quiet(kind, own, times)))
        few = own[:WITH_CURVE]
        step = max(STEP_S, KINDS[kind].interval_s)
        steps = np.arange(now_s - int(HISTORY.total_seconds()), now_s - step, step, dtype=np.float64)
        grid_ids, grid_times = np.repeat(few, len(steps)), np.tile(steps, len(few))
        columns.append((grid_ids, grid_times, simulation.quiet(kind, grid_ids, grid_times)))
    ids, times, values = (np.concatenate(each) for each in zip(*columns, strict=True))
    batch = Batch(ids.astype(np.int32), (times * 1e6).astype(np.int64), values, np.zeros(len(ids), np.int16))
    _write(batch, at)


def _write(batch: Batch, at: datetime) -> None:
    """Into the log as its first stretch, settled at once, with the table of latest values."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_stretch (position, received_us, readings) VALUES (1, %s, %s)",
            [int(at.timestamp() * 1e6), len(batch)],
        )
        with cursor.copy(f"COPY gateway_ring_3 ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(packed(batch, 1))
        cursor.execute("UPDATE gateway_segment SET state = 'closed', closed_at = now() WHERE slot = 3")
        cursor.execute(
            """
            INSERT INTO gateway_latest
                (sensor, newest, time, value, flag, usable_time, usable_value, received_at)
            SELECT DISTINCT ON (sensor) sensor, time, time, value, flag, time, value, %s
            FROM gateway_ring_3 ORDER BY sensor, time DESC
            """,
            [at],
        )
        cursor.execute(
            "INSERT INTO gateway_keeper (id, latest_position) VALUES (1, 1) ON CONFLICT (id) DO NOTHING"
        )
    PostgresReadings(connection.connection).settle()
