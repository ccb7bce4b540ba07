"""What lists, maps and pages ask of sensors, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.monitoring.gateway.models import Keeper, Latest, Quarantined, Tally
from ancheng.monitoring.gateway.seam import UNUSABLE
from ancheng.monitoring.sensors import rules
from ancheng.monitoring.sensors.models import Maintenance, Sensor, Source, Token
from ancheng.monitoring.sensors.values import Health

WINDOW = timedelta(hours=1)
BEAT_WITHIN = timedelta(seconds=15)


def visible(asker: Asker) -> QuerySet[Sensor]:
    return Sensor.objects.visible_to(asker)  # type: ignore[no-any-return]


def sources(asker: Asker) -> QuerySet[Source]:
    return Source.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, pk: int) -> Sensor:
    found = (
        visible(asker)
        .select_related("source", "unit", "department", "subdistrict", "community", "grid")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Absent("没有这个传感器，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def source(asker: Asker, pk: int) -> Source:
    found = sources(asker).select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Absent("没有这个数据来源，或当前岗位无权查看。")
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """A sensor with what was heard of it last; `value` is None where that is no usable reading."""

    sensor: Sensor
    health: Health
    value: float | None
    at: datetime | None


TONES = {
    Health.NEVER: "unknown",
    Health.SPEAKING: "good",
    Health.SILENT: "late",
    Health.INVALID: "late",
    Health.MAINTAINED: "soon",
    Health.RETIRED: "unknown",
}


def heard(sensors: Sequence[Sensor], at: datetime) -> list[Heard]:
    """Each sensor with its standing at the moment `at`: silent is a fault, whatever it said last."""
    ids = [each.pk for each in sensors]
    latest = Latest.objects.in_bulk(ids)
    worked_on = set(
        Maintenance.objects.filter(sensor__in=ids, starts_at__lte=at, ends_at__gt=at).values_list(
            "sensor_id", flat=True
        )
    )
    return [_heard(each, latest.get(each.pk), each.pk in worked_on, at) for each in sensors]


def _heard(sensor: Sensor, latest: Latest | None, worked_on: bool, at: datetime) -> Heard:
    if sensor.retired_on:
        return Heard(sensor, Health.RETIRED, None, latest.time if latest else None)
    if latest is None or latest.time is None:
        return Heard(sensor, Health.MAINTAINED if worked_on else Health.NEVER, None, None)
    usable = latest.flag & int(UNUSABLE) == 0
    value = latest.value if usable else None
    if worked_on:
        return Heard(sensor, Health.MAINTAINED, value, latest.time)
    if latest.usable_time is None or latest.usable_time < at - sensor.silent_after:
        fresh = latest.time >= at - sensor.silent_after
        return Heard(sensor, Health.INVALID if fresh else Health.SILENT, value, latest.time)
    return Heard(sensor, Health.SPEAKING if usable else Health.INVALID, value, latest.time)


def with_health(rows: QuerySet[Sensor], health: str, at: datetime) -> QuerySet[Sensor]:
    """The sensors that stand so at the moment `at`, as one question to the database."""
    mine = Latest.objects.filter(sensor=OuterRef("pk"))
    worked_on = Exists(Maintenance.objects.filter(sensor=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at))
    if health == Health.RETIRED:
        return rows.exclude(retired_on=None)
    rows = rows.filter(retired_on=None)
    if health == Health.MAINTAINED:
        return rows.filter(worked_on)
    rows = rows.filter(~worked_on)
    if health == Health.NEVER:
        return rows.filter(~Exists(mine.exclude(time=None)))
    limit = at - timedelta(seconds=1) * OuterRef("silent_after_s")
    quiet = Q(usable_time=None) | Q(usable_time__lt=limit)
    match health:
        case Health.SILENT:
            return rows.filter(Exists(mine.filter(quiet, time__lt=limit)))
        case Health.INVALID:
            unusable = Q(time__gte=limit) & (
                Q(usable_time=None) | Q(usable_time__lt=limit) | Q(usable_time__lt=F("time"))
            )
            return rows.filter(Exists(mine.filter(unusable)))
        case Health.SPEAKING:
            return rows.filter(Exists(mine.filter(usable_time__gte=limit, usable_time=F("time"))))
    return rows


def health_counts(asker: Asker, at: datetime) -> dict[str, int]:
    """How many of the sensors that `asker` may see stand how; asked in one go."""
    mine = Latest.objects.filter(sensor=OuterRef("pk"))
    limit = ExpressionWrapper(
        Value(at) - F("silent_after_s") * Value(timedelta(seconds=1)), output_field=DateTimeField()
    )
    quiet = Q(usable=None) | Q(usable__lt=F("limit"))
    rows = (
        visible(asker)
        .filter(retired_on=None)
        .annotate(
            heard=Subquery(mine.values("time")[:1]),
            usable=Subquery(mine.values("usable_time")[:1]),
            limit=limit,
            worked_on=Exists(
                Maintenance.objects.filter(sensor=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at)
            ),
        )
        .annotate(
            standing=Case(
                When(worked_on=True, then=Value(Health.MAINTAINED.value)),
                When(heard=None, then=Value(Health.NEVER.value)),
                When(quiet & Q(heard__lt=F("limit")), then=Value(Health.SILENT.value)),
                When(quiet | Q(usable__lt=F("heard")), then=Value(Health.INVALID.value)),
                default=Value(Health.SPEAKING.value),
            )
        )
    )
    found = dict(rows.order_by().values_list("standing").annotate(number=Count("pk")))
    order = (Health.SPEAKING, Health.SILENT, Health.INVALID, Health.NEVER, Health.MAINTAINED)
    return {each.value: found.get(each.value, 0) for each in order}


def gateway_beats(at: datetime) -> bool:
    """Whether the gateway was alive a moment ago."""
    return Keeper.objects.filter(beat_at__gte=at - BEAT_WITHIN).exists()


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source with its last hour: what was expected and received, and what is wrong, in words."""

    source: Source
    standing: rules.Standing
    tone: str
    sentence: str
    percent: int | None


def source_health(asker: Asker, at: datetime, found: Sequence[Source] | None = None) -> list[SourceHealth]:
    """Every source that `asker` may see, the worst first."""
    rows = list(sources(asker).select_related("unit").order_by("pk")) if found is None else list(found)
    ids = [each.pk for each in rows]
    beats = gateway_beats(at)
    own = Sensor.objects.filter(source__in=ids, retired_on=None).order_by()
    expected = {
        row["source"]: row
        for row in own.values("source").annotate(
            number=Count("pk"), rate=Sum(Cast(1.0, FloatField()) / F("interval_s"))
        )
    }
    limit = at - timedelta(seconds=1) * OuterRef("silent_after_s")
    speaking = dict(
        own.filter(Exists(Latest.objects.filter(sensor=OuterRef("pk"), usable_time__gte=limit)))
        .values("source")
        .annotate(number=Count("pk"))
        .values_list("source", "number")
    )
    tallies = {
        row["source_id"]: row
        for row in Tally.objects.filter(source_id__in=ids, minute__gte=at - WINDOW)
        .values("source_id")
        .annotate(**{name: Sum(name) for name in ("received", "unusable", "quarantined", "refused")})
    }
    last = _last_heard(ids)
    tokens = set(Token.objects.filter(source__in=ids, revoked_at=None).values_list("source_id", flat=True))
    told = []
    for each in rows:
        tally: dict[str, Any] = tallies.get(each.pk, {})
        counted = expected.get(each.pk, {"number": 0, "rate": 0.0})
        standing = rules.Standing(
            gateway_beats=beats,
            in_use=each.in_use,
            has_token=each.pk in tokens,
            sensors=counted["number"],
            speaking=speaking.get(each.pk, 0),
            expected=float(counted["rate"] or 0) * WINDOW.total_seconds(),
            received=tally.get("received", 0),
            unusable=tally.get("unusable", 0),
            quarantined=tally.get("quarantined", 0),
            refused=tally.get("refused", 0),
            last_at=last.get(each.pk),
        )
        portion = rules.share(standing)
        told.append(
            SourceHealth(
                each, standing, *rules.diagnosis(standing), None if portion is None else round(portion * 100)
            )
        )
    order = {"late": 0, "soon": 1, "unknown": 2, "good": 3}
    return sorted(told, key=lambda row: (order[row.tone], row.source.pk))


def _last_heard(ids: Sequence[int]) -> dict[int, datetime]:
    rows = Tally.objects.filter(source_id__in=ids, received__gt=0).order_by("source_id", "-minute")
    return dict(rows.distinct("source_id").values_list("source_id", "minute"))


def quarantined(asker: Asker, source_id: int | None = None) -> QuerySet[Quarantined]:
    """Frames that could not be taken, of sources that `asker` may see."""
    ids = sources(asker).values("pk") if source_id is None else [source_id]
    return Quarantined.objects.filter(source_id__in=ids)


def of_asset(asker: Asker, asset_id: int) -> QuerySet[Sensor]:
    return visible(asker).filter(asset_id=asset_id, retired_on=None).order_by("pk")


def by_kind(asker: Asker) -> dict[str, int]:
    rows = visible(asker).filter(retired_on=None).order_by().values_list("kind")
    return dict(rows.annotate(number=Count("pk")))
