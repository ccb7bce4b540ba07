"""Telemetry that never was: values drawn from a sensor's number and the time, the same every time, and episodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.monitoring.sensors.registry import KINDS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAY_S = 86_400.0
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Profile:
    """An ordinary day of a kind of sensor: its middle, its daily wave, its noise, how far sensors differ."""

    middle: float
    wave: float = 0.0
    noise: float = 0.0
    spread: float = 0.3


# Values of a quiet day; kinds that are not listed rest at their sample.
PROFILES: Mapping[str, Profile] = {
    "gas_methane": Profile(1.2, 0.4, 0.3),
    "gas_pressure": Profile(2.4, 0.15, 0.03),
    "gas_flow": Profile(120.0, 60.0, 6.0),
    "gas_co": Profile(1.5, 0.5, 0.3),
    "gas_oxygen": Profile(20.8, 0.1, 0.05, spread=0.02),
    "water_pressure": Profile(0.32, 0.04, 0.006),
    "water_flow": Profile(260.0, 120.0, 12.0),
    "heat_temperature": Profile(92.0, 6.0, 0.8),
    "river_stage": Profile(2.1, 0.05, 0.01),
    "drain_level": Profile(0.5, 0.15, 0.03),
    "temperature": Profile(6.0, 5.0, 0.3),
    "wind_speed": Profile(2.8, 1.5, 0.7),
    "people_count": Profile(900.0, 700.0, 40.0),
    "crowd_ratio": Profile(32.0, 18.0, 2.0),
    "crowd_density": Profile(0.5, 0.3, 0.05),
    "settlement": Profile(3.0, 0.2, 0.2),
    "displacement": Profile(2.0, 0.2, 0.2),
    "pore_level": Profile(1.6, 0.1, 0.03),
    "tilt": Profile(0.05, 0.01, 0.005),
    "vibration": Profile(0.5, 0.3, 0.15),
    "tank_level": Profile(61.0, 12.0, 0.3),
    "tank_pressure": Profile(0.8, 0.05, 0.01),
    "tank_temperature": Profile(18.0, 4.0, 0.3),
    "hydrant_pressure": Profile(0.3, 0.03, 0.01),
    "radiation_dose": Profile(0.09, 0.005, 0.006),
}


def quiet(kind: str, sensor: Ints, time_s: Floats) -> Floats:
    """Values of an ordinary time: by sensor and second, the same for the same arguments."""
    declared = KINDS[kind]
    if declared.states:
        return np.zeros(len(sensor))
    profile = PROFILES.get(kind, Profile(declared.sample))
    own = 1 + profile.spread * (_chance(sensor, np.zeros(len(sensor), np.int64)) - 0.5)
    wave = profile.wave * np.sin(2 * math.pi * (time_s - 9 * 3600) / DAY_S)
    steps = time_s.astype(np.int64)
    noise = sum(_chance(sensor, steps * 3 + each) for each in range(3)) - 1.5
    found = profile.middle * own + wave + 2 * profile.noise * noise
    return np.round(np.clip(found, declared.low, declared.high), declared.decimals + 1)


def _chance(sensor: Ints, step: Ints) -> Floats:
    """A number from 0 to 1 out of two whole numbers (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = sensor.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + step.astype(np.uint64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2**53


@dataclass(frozen=True, slots=True)
class Fleet:
    """The sensors of one kind: numbers and places (degrees, WGS 84; NaN where a sensor has none)."""

    kind: str
    sensor: Ints
    longitude: Floats
    latitude: Floats


Effect = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Episode:
    """Something that happens around a place: per kind, what becomes of a value.

    An effect takes the quiet value, the nearness (1 at the centre, 0 at the rim) and the progress (0 to 1), and
    gives the value; NaN is a reading without a value.
    """

    zh: str
    radius_m: float
    lasts_s: float
    effects: Mapping[str, Effect]
    # The nearest few only, where it happens to single devices.
    at_most: int | None = None
    silent_from: float = math.inf


def bump(progress: Floats) -> Floats:
    """Rises within the first fifth, holds, and falls within the last third."""
    rise, fall = np.clip(progress / 0.2, 0, 1), np.clip((1 - progress) / 0.33, 0, 1)
    return np.minimum(rise, fall)


def _towards(peak: float) -> Effect:
    return lambda value, near, progress: value + (peak - value) * np.sqrt(near) * bump(progress)


def _code(number: float) -> Effect:
    return lambda value, near, progress: np.where(bump(progress) > 0, number, value)


def _dying(value: Floats, near: Floats, progress: Floats) -> Floats:
    """Sticks at one value, then says nothing that is a number."""
    return np.where(progress < 0.4, 1.0, np.nan)


EPISODES: Mapping[str, Episode] = {
    "gas_leak": Episode(
        "燃气泄漏", 400, 1500, {"gas_methane": _towards(68.0), "gas_pressure": _towards(0.6)}
    ),
    "cloudburst": Episode(
        "短时强降雨",
        6000,
        5400,
        {
            "rain_1h": _towards(84.0),
            "rain_6h": _towards(96.0),
            "rain_24h": _towards(104.0),
            "underpass_depth": _towards(34.0),
            "drain_level": _towards(4.2),
            "river_stage": _towards(4.0),
        },
    ),
    "crowd_surge": Episode(
        "大客流聚集",
        1500,
        3600,
        {"crowd_ratio": _towards(104.0), "crowd_density": _towards(4.1), "people_count": _towards(9000.0)},
    ),
    "trapped_elevator": Episode(
        "电梯困人", 2000, 1500, {"elevator_trapped": _code(1.0), "elevator_fault": _code(1.0)}, at_most=1
    ),
    "dying_sensor": Episode("探测器故障", 3000, 1800, {"gas_methane": _dying}, at_most=1, silent_from=0.6),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An episode at a place (degrees) from a moment (seconds since 1970) on."""

    episode: Episode
    longitude: float
    latitude: float
    starts_s: float

    def touches(self, fleet: Fleet) -> Floats:
        """The nearness of each sensor: 1 at the centre, 0 outside."""
        east = (fleet.longitude - self.longitude) * METRES_PER_DEGREE * math.cos(math.radians(self.latitude))
        north = (fleet.latitude - self.latitude) * METRES_PER_DEGREE
        metres = np.hypot(east, north)
        with np.errstate(invalid="ignore"):
            near = np.where(metres < self.episode.radius_m, 1 - metres / self.episode.radius_m, 0.0)
        if self.episode.at_most is not None:
            far = np.argsort(-near, kind="stable")[self.episode.at_most :]
            near[far] = 0.0
        return near


def values(
    fleet: Fleet, chosen: Ints, time_s: Floats, happenings: Sequence[Happening]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Values of the chosen sensors (positions in the fleet), and which of them say anything at all."""
    found = quiet(fleet.kind, fleet.sensor[chosen], time_s)
    speaking = np.ones(len(chosen), np.bool_)
    for each in happenings:
        effect = each.episode.effects.get(fleet.kind)
        if effect is None:
            continue
        near = each.touches(fleet)[chosen]
        progress = (time_s - each.starts_s) / each.episode.lasts_s
        inside = (near > 0) & (progress >= 0) & (progress <= 1)
        if inside.any():
            found[inside] = effect(found[inside], near[inside], progress[inside])
            speaking &= ~(inside & (progress >= each.episode.silent_from))
    declared = KINDS[fleet.kind]
    clipped = np.clip(found, declared.low, declared.high)
    return np.round(clipped, declared.decimals + 1), speaking
