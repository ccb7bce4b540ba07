"""What the rules say about shelters: functions, room for people, service distance, steps of an opening."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, hours
from ancheng.science.geometry import haversine_m

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
PLAN = "朝政办发〔2019〕10号"
EARTH_M = 6_371_008.8

# The eight functions: the plan demands eight and names none; the list is the best reading of the national text.
ZONES = Editions(
    "避难场所功能区",
    [
        Edition(
            (
                ("rest", msgid("应急避难休息")),
                ("medical", msgid("应急医疗救护")),
                ("supplies", msgid("应急物资分发")),
                ("command", msgid("应急管理")),
                ("toilets", msgid("应急厕所")),
                ("waste", msgid("应急垃圾收集")),
                ("power", msgid("应急供电")),
                ("water", msgid("应急供水")),
            ),
            "重点工程六（8个功能区，名目按国家评价细则理解）",
            PLAN,
            ALWAYS,
        )
    ],
)
# The distance within which a shelter serves; “以内” includes the limit itself.
SERVICE_M = Editions("避难场所服务半径（米）", [Edition(5000.0, "重点工程六", PLAN, ALWAYS, None, True)])


class Stay(StrEnum):
    """For how long people stay, which sets how much room each needs."""

    EMERGENCY = "emergency"
    TEMPORARY = "temporary"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


STAYS = {
    Stay.EMERGENCY: msgid("紧急（1天）"),
    Stay.TEMPORARY: msgid("临时（3天）"),
    Stay.SHORT: msgid("短期（15天）"),
    Stay.MEDIUM: msgid("中期（30天）"),
    Stay.LONG: msgid("长期（100天）"),
}
AREA_PER_PERSON = Editions(
    "人均有效避难面积（平方米）",
    [
        Edition(
            {Stay.EMERGENCY: 0.5, Stay.TEMPORARY: 1.0, Stay.SHORT: 2.0, Stay.MEDIUM: 3.0, Stay.LONG: 4.5},
            "人均有效避难面积",
            "GB 51143-2015 防灾避难场所设计规范",
            date(2016, 8, 1),
        ),
        Edition(
            {Stay.EMERGENCY: 1.0, Stay.TEMPORARY: 1.0, Stay.SHORT: 1.5, Stay.MEDIUM: 2.0, Stay.LONG: 2.0},
            "人均有效避难面积（新标准施行前）",
            DEFAULT,
            ALWAYS,
            date(2016, 7, 31),
        ),
    ],
)
# Hours of each step of an opening; no clause was found.
OPEN_HOURS = Editions(
    "避难场所启用各环节时限（小时）",
    [Edition({"open": 2.0, "close": 720.0, "closed": 48.0}, "避难场所启用", DEFAULT, ALWAYS)],
)
# How long names of people in a shelter are kept after it closed.
KEEP_NAMES_DAYS = Editions("避难人员登记信息保存期限（天）", [Edition(180, "个人信息保存", DEFAULT, ALWAYS)])

BY_STRAIGHT_LINE = msgid("按直线距离")


def step_hours(verb: str, on: date) -> Deadline:
    edition = OPEN_HOURS.in_force(on)
    return hours(edition.value[verb], edition.citation)


def capacity(usable_area_m2: float | None, stay: Stay, on: date) -> int | None:
    """How many people find room for such a stay; None where the area is not known."""
    if usable_area_m2 is None:
        return None
    return int(usable_area_m2 / AREA_PER_PERSON.in_force(on).value[stay] + 1e-9)


@dataclass(frozen=True, slots=True)
class Zones:
    """Which of the eight functions are there, are not, or are not known."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def complete(self) -> bool | None:
        """Whether all are there; not known is not complete, and not incomplete either."""
        if self.absent:
            return False
        return None if self.unknown else True


def zones(known: Mapping[str, bool | None], on: date) -> Zones:
    keys = [key for key, _ in ZONES.in_force(on).value]
    return Zones(
        tuple(key for key in keys if known.get(key) is True),
        tuple(key for key in keys if known.get(key) is False),
        tuple(key for key in keys if known.get(key) is None),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A point on WGS 84 with the key of what stands there."""

    key: int
    longitude: float
    latitude: float


def distance_m(one: Place, other: Place) -> float:
    """Great-circle distance in metres (haversine on a sphere of mean radius; error below 0.5 %)."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    turn = math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half + math.cos(a) * math.cos(b) * turn))


def within(distance: float, on: date) -> bool:
    """Whether a distance in metres, to a tenth of a metre, is served: 5,000.0 is, 5,000.1 is not."""
    return round(distance, 1) <= SERVICE_M.in_force(on).value


@dataclass(frozen=True, slots=True)
class Served:
    """A place and the shelter nearest to it; no shelter at all is no distance, not a great one."""

    key: int
    shelter: int | None
    distance: float | None
    covered: bool


# How far it is from a place to a shelter, in metres; None where no way leads there. A network of roads answers
# the same question.
Measure = Callable[[Place, Place], "float | None"]


def nearest(
    places: Iterable[Place], shelters: Sequence[Place], on: date, measure: Measure = distance_m
) -> list[Served]:
    """For each place the nearest shelter by `measure`, and whether it lies within the service distance."""
    if measure is distance_m and shelters:
        return _nearest_straight(list(places), sorted(shelters, key=lambda each: each.key), on)
    found = []
    for place in places:
        ways = ((measure(place, each), each.key) for each in shelters)
        best = min(((way, key) for way, key in ways if way is not None), default=None)
        if best is None:
            found.append(Served(place.key, None, None, False))
        else:
            found.append(Served(place.key, best[1], best[0], within(best[0], on)))
    return found


def _nearest_straight(places: Sequence[Place], shelters: Sequence[Place], on: date) -> list[Served]:
    """The same in straight lines, all pairs at once: a district has a hundred thousand of them."""
    if not places:
        return []
    far = haversine_m(
        np.array([[each.longitude] for each in places]), np.array([[each.latitude] for each in places]),
        np.array([each.longitude for each in shelters]), np.array([each.latitude for each in shelters]),
    )  # fmt: skip
    best = [shelters[position] for position in np.argmin(far, axis=1)]
    ways = [distance_m(place, each) for place, each in zip(places, best, strict=True)]
    return [
        Served(place.key, each.key, way, within(way, on))
        for place, each, way in zip(places, best, ways, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people are served; those of whom no number is known are counted apart."""

    people: int
    covered: int
    places: int
    uncovered_places: int
    unknown_places: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.covered / self.people, 2) if self.people else None


def coverage(served: Iterable[Served], people: Mapping[int, int | None]) -> Coverage:
    rows = list(served)
    known = [(each, people.get(each.key)) for each in rows]
    return Coverage(
        sum(number or 0 for _, number in known),
        sum(number or 0 for each, number in known if each.covered),
        len(rows),
        sum(not each.covered for each in rows),
        sum(number is None for _, number in known),
    )


def check_head_count(number: int, room: int | None) -> str:
    """A warning when more people are in than find room; a count below zero is refused."""
    if number < 0:
        raise Refusal("人数应为 0 或正整数。")
    if room is not None and number > room:
        return f"在场 {number} 人，超过可容纳 {room} 人，请分流到邻近避难场所。"
    return ""
