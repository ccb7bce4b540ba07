"""The monitoring desk's only door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.monitoring.sensors.nearest import Measured as Measured
from ancheng.monitoring.sensors.nearest import nearest_measured as nearest_measured
from ancheng.monitoring.warnings import exercising, queries
from ancheng.monitoring.warnings.telling import Said as Said
from ancheng.monitoring.warnings.telling import last_number as last_number
from ancheng.monitoring.warnings.telling import tell_live as tell_live


@dataclass(frozen=True, slots=True)
class WarningCard:
    """A warning as other desks may show it; `level` 1 is the highest."""

    id: int
    number: str
    kind: str
    level: int
    title: str
    state: str
    area_text: str
    longitude: float | None
    latitude: float | None
    subdistrict_id: int | None
    pushed_at: datetime
    issued_at: datetime | None
    realm: str
    url: str


def warning(asker: Asker, warning_id: int) -> WarningCard:
    """The warning, if `asker` may see it; a refusal that does not say whether it exists, if not."""
    return _card(queries.one(asker, warning_id))


def open_warnings(asker: Asker, *, at_most: int = 60) -> list[WarningCard]:
    """What is open now of what `asker` may see, the most urgent first."""
    return [_card(each) for each in queries.board(asker, at_most=at_most)]


def _card(found: queries.Warning) -> WarningCard:
    point = found.geometry.centroid if found.geometry else None
    return WarningCard(
        id=found.pk,
        number=found.number,
        kind=found.kind,
        level=found.level,
        title=found.title,
        state=found.state,
        area_text=found.area_text,
        longitude=point.x if point else None,
        latitude=point.y if point else None,
        subdistrict_id=found.subdistrict_id,
        pushed_at=found.pushed_at,
        issued_at=found.issued_at,
        realm=found.realm,
        url=found.get_absolute_url(),
    )


def exercise_readings(*, kind: str, value: float, at: datetime) -> int:
    """Let a device of `kind` read `value` in an exercise; the id of the alarm that the rules in force raise."""
    return exercising.inject_readings(kind=kind, value=value, at=at).pk


def exercise_warning(*, kind: str, level: int, title: str, words: str, at: datetime) -> int:
    """Open a warning in the exercise realm; its id."""
    return exercising.inject_warning(kind=kind, level=level, title=title, words=words, at=at)


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """An alarm as other desks may show it (WGS 84)."""

    id: int
    label: str
    kind: str
    words: str
    point: tuple[float, float] | None
    asset_id: int | None


def alarm(asker: Asker, alarm_id: int) -> AlarmCard:
    """The alarm, if `asker` may see it."""
    found = queries.one_alarm(asker, alarm_id)
    point = (found.point.x, found.point.y) if found.point else None
    return AlarmCard(found.pk, found.label, found.kind, found.words, point, found.asset_id)


@dataclass(frozen=True, slots=True)
class WarningTally:
    """Warnings in force by level, those that wait for a judgement and those that are late."""

    issued: int
    suggested: int
    late: int
    red: int
    orange: int


def warning_tally(asker: Asker, at: datetime) -> WarningTally:
    """Counted over the warnings that `asker` may see."""
    found = queries.tally(asker, at)
    return WarningTally(found.issued, found.suggested, found.late, found.red, found.orange)
