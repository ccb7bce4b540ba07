"""What crosses the door of the warnings: frozen values, no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a warning proved to be."""

    PENDING = "pending"
    HIT = "hit"
    FALSE = "false"


class Scope(StrEnum):
    """For whom a warning is meant, as CAP says it."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule was raised on what `key` names; `at` is the moment of the reading that did it."""

    version_id: int
    key: str
    at: datetime
    kind: str
    label: str
    # 1 (red) to 4 (blue); None where the rule suggests no warning, as for a fault of the device.
    level: int | None
    judged_at: datetime
    value: float | None = None
    threshold: float | None = None
    unit: str = ""
    words: str = ""
    sensor_kind: str = ""
    point: tuple[float, float] | None = None
    unit_id: int | None = None
    asset_id: int | None = None
    trace: Sequence[tuple[float, float]] = field(default=())


@dataclass(frozen=True, slots=True)
class Returned:
    """The condition of a rule no longer holds on what `key` names."""

    version_id: int
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What a warning says, as the law asks for it (突发事件应对法 第六十四条)."""

    title: str
    level: int
    started_at: datetime | None
    expires_at: datetime | None
    area_text: str
    alert_items: str
    measures: str
    alert_items_en: str = ""
    measures_en: str = ""
    area: str = ""
    scope: Scope = Scope.PUBLIC
