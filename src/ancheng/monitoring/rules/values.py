"""What rules are made of, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ScopeKind(StrEnum):
    """What a rule watches: named sensors, all of a kind, those of objects, those of areas."""

    SENSORS = "sensors"
    KIND = "kind"
    ASSETS = "assets"
    AREAS = "areas"


@dataclass(frozen=True, slots=True)
class Device:
    """A sensor as rules know it."""

    id: int
    code: str
    kind: str
    name: str
    unit_id: int
    low: float
    high: float
    asset_id: int | None = None
    asset_name: str = ""
    # The units in whose area it stands.
    areas: tuple[int, ...] = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """One thing that a rule watches: its key, what people call it, and the sensor behind each input."""

    key: str
    label: str
    inputs: tuple[tuple[str, int], ...]

    @property
    def first(self) -> int:
        return self.inputs[0][1]


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as its author states it."""

    name: str
    kind: str
    condition: dict[str, object]
    scope_kind: ScopeKind
    # Sensor codes, object numbers or unit numbers; empty for all.
    scope: tuple[str, ...] = ()
    sensor_kind: str = ""
    # For rules over several inputs: the kind of sensor behind each.
    inputs: tuple[tuple[str, str], ...] = ()
    level: int | None = None
    unit: str = ""
    clause: str = ""
    verified: bool = False
    downgrade_min: int | None = None
    clear_min: int | None = None
    remind_min: int | None = None
