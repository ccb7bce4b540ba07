"""Sensors from tables: one table per kind, held against the register, written in bulk, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, Refusal
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.copying import copy_in
from ancheng.kernel.exchange.importable import Judge, Staged, Terms, Undone, Written
from ancheng.kernel.exchange.tables import TableSpec
from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.models import Unit
from ancheng.monitoring.gateway.models import Latest
from ancheng.monitoring.sensors import actions, revision, sheet
from ancheng.monitoring.sensors.declare import PLATFORM_LABELS
from ancheng.monitoring.sensors.judging import PLACES, SensorJudge
from ancheng.monitoring.sensors.models import Sensor
from ancheng.monitoring.sensors.queries import sources
from ancheng.monitoring.sensors.registry import KINDS, chapters
from ancheng.monitoring.sensors.registry import kind as kind_called

STRETCH = 2000
PLAIN = ("name", "address", "low", "high", "interval_s", "silent_after_s", "maker", "remarks")
DAYS = ("installed_on", "calibrated_until")
KEYS = ("source_id", "unit_id", "asset_id", "asset_name")
RESTORED = (*PLAIN, *DAYS, *KEYS, *PLACES)
UPDATED = [
    *(each.removesuffix("_id") if each != "asset_id" else each for each in RESTORED),
    *("geometry", "seen_by", "version", "updated_at"),
]


class Sensors:
    """Devices, one table per kind."""

    name = "sensors"
    label = _("监测设备")

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        return [
            (named(PLATFORM_LABELS[platform]), [(key, named(each)) for key, each in kinds])
            for platform, kinds in chapters()
        ]

    def title(self, variant: str) -> str:
        kind = self._kind(variant)
        return kind.en if english() else kind.zh

    def spec(self, variant: str) -> TableSpec:
        self._kind(variant)
        return sheet.spec(variant)

    def permit(self, by: Asker, variant: str) -> None:
        if variant:
            self._kind(variant)
        actions.only_keepers(by)

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        code = given.get("source", "").strip()
        if not code:
            return {"source_id": None, "source": ""}
        found = sources(by).filter(code=code).first()
        if found is None:
            raise Refusal(f"没有代码为“{code[:40]}”的数据来源，请先登记来源。")
        return {"source_id": found.pk, "source": code}

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        return {"source": options.get("source", ""), "sources": list(sources(by).order_by("name")[:500])}

    def options_template(self) -> str:
        return "sensors/import_options.html"

    def judge(self, terms: Terms) -> Judge:
        return SensorJudge(terms)

    def address(self) -> str:
        return reverse("sensors:list")

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """New devices are inserted, changed ones updated if nobody touched them since the check."""
        waiting = iter(rows)
        while stretch := list(islice(waiting, STRETCH)):
            units = Unit.objects.in_bulk({pk for row in stretch for pk in _units(row.values)})
            new = [row for row in stretch if row.subject_id is None]
            old = [row for row in stretch if row.subject_id is not None]
            yield [*_insert(new, terms, units), *_update(old, terms, units)]
        revision.advance()

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone:
        done, kept, waiting = 0, list[str](), iter(rows)
        while stretch := list(islice(waiting, STRETCH)):
            count, stayed = _take_back(stretch, terms, why)
            done, kept = done + count, kept + stayed
        revision.advance()
        return Undone(done, tuple(kept))

    def _kind(self, variant: str) -> Any:
        if variant not in KINDS:
            raise Absent("没有这个传感器类别，请从列表中选择。")
        return kind_called(variant)


def _units(values: Mapping[str, Any]) -> list[int]:
    return [pk for pk in (values["unit_id"], *(values[each] for each in PLACES)) if pk]


def _put(sensor: Sensor, values: Mapping[str, Any], units: Mapping[int, Unit]) -> None:
    for name in (*PLAIN, *KEYS, *PLACES):
        setattr(sensor, name, values[name])
    for name in DAYS:
        setattr(sensor, name, date.fromisoformat(values[name]) if values[name] else None)
    sensor.geometry = Point(*values["spot"], srid=4326) if values["spot"] else None
    owners = [units[pk] for pk in [*_units(values), sensor.department_id] if pk in units]
    sensor.seen_by = sorted({each for unit in owners for each in unit.line})


def _insert(rows: Sequence[Staged], terms: Terms, units: Mapping[int, Unit]) -> list[Written]:
    sensors = []
    for row in rows:
        sensor = Sensor(kind=terms.variant, code=row.values["code"], created_at=terms.at, updated_at=terms.at)
        _put(sensor, row.values, units)
        sensors.append(sensor)
    copy_in(sensors)
    record_all(
        entry(by=terms.by, at=terms.at, verb="导入登记传感器", subject=each, after=actions.told(each))
        for each in sensors
    )
    return [Written(each.pk, 1) for each in sensors]


def _update(rows: Sequence[Staged], terms: Terms, units: Mapping[int, Unit]) -> list[Written]:
    found = Sensor.every.filter(pk__in=[row.subject_id for row in rows]).select_for_update().order_by("pk")
    locked = {each.pk: each for each in found}
    written, entries = [], []
    for row in rows:
        sensor = locked.get(row.subject_id or 0)
        if sensor is None or sensor.version != row.version:
            raise Conflict(f"第 {row.number} 行的传感器在核对之后已被他人修改。")
        before, was = _facts_of(sensor), actions.told(sensor)
        _put(sensor, row.values, units)
        sensor.version, sensor.updated_at = sensor.version + 1, terms.at
        now = {key: value for key, value in actions.told(sensor).items() if was[key] != value}
        entries.append(
            entry(
                by=terms.by,
                at=terms.at,
                verb="导入修改传感器",
                subject=sensor,
                before={key: was[key] for key in now},
                after=now,
            )
        )
        written.append(Written(sensor.pk, sensor.version, before))
    Sensor.every.bulk_update(list(locked.values()), UPDATED, batch_size=500)
    record_all(entries)
    return written


def _facts_of(sensor: Sensor) -> dict[str, Any]:
    found = {name: getattr(sensor, name) for name in RESTORED}
    found |= {name: found[name].isoformat() if found[name] else None for name in DAYS}
    found["spot"] = [sensor.geometry.x, sensor.geometry.y] if sensor.geometry else None
    return found


def _take_back(rows: Sequence[Written], terms: Terms, why: str) -> tuple[int, list[str]]:
    """Put a stretch of devices back; those touched since, or that have spoken, stay as they are."""
    by_id = {row.subject_id: row for row in rows}
    spoke = set(Latest.objects.filter(pk__in=by_id).values_list("pk", flat=True))
    kept: list[str] = []
    removed: list[Sensor] = []
    changed: list[Sensor] = []
    for sensor in Sensor.every.filter(pk__in=by_id).select_for_update().order_by("pk"):
        row = by_id[sensor.pk]
        if sensor.version != row.version or (row.before is None and sensor.pk in spoke):
            kept.append(str(sensor))
        else:
            (removed if row.before is None else changed).append(sensor)
    units = Unit.objects.in_bulk(
        {pk for each in changed for pk in _units(by_id[each.pk].before or {}) if by_id[each.pk].before}
    )
    for sensor in changed:
        _put(sensor, by_id[sensor.pk].before or {}, units)
        sensor.version, sensor.updated_at = sensor.version + 1, terms.at
    entries = [
        entry(by=terms.by, at=terms.at, verb="撤销导入的登记", subject=each, why=why) for each in removed
    ] + [entry(by=terms.by, at=terms.at, verb="撤销导入的修改", subject=each, why=why) for each in changed]
    Sensor.every.filter(pk__in=[each.pk for each in removed]).delete()
    Sensor.every.bulk_update(changed, UPDATED, batch_size=500)
    record_all(entries)
    return len(removed) + len(changed), kept


IMPORTABLE = Sensors()
