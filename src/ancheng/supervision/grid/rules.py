"""When a patrol is due, whether a check-in was on the spot, which grid nobody looks into, and how risky it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.science.geometry import haversine_m

ALWAYS = date(2000, 1, 1)
DEFAULT = "产品默认"
WALKERS = (Role.GRID, *OFFICERS, Role.OFFICE)
KEEPERS = (Role.SUBDISTRICT, Role.OFFICE, Role.ADMINISTRATOR)

# A check-in farther away than this (beyond what the phone itself admits to) was not on the spot.
NEAR_M = Editions("签到距离", [Edition(100, "签到", DEFAULT, ALWAYS)])
# Days without patrol, report or sensor after which a grid is a blind spot, by its risk.
BLIND_DAYS = Editions(
    "巡查盲区天数",
    [Edition({"high": 7, "medium": 15, "low": 30, "unknown": 15}, "巡查盲区", DEFAULT, ALWAYS)],
)
# The same worker at the same point within this time is one visit.
ONE_VISIT = timedelta(minutes=5)


class Risk(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    BLIND = "blind"
    PARTLY = "partly"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far from the point the phone was; None where one of the two places is unknown."""

    metres: float | None
    near: bool | None


def distance(
    point: tuple[float, float] | None,
    phone: tuple[float, float] | None,
    *,
    accuracy_m: float | None,
    on: date,
) -> Distance:
    """Compare the phone's place with the point's; what the phone cannot know better is forgiven up to 200 m."""
    if point is None or phone is None:
        return Distance(None, None)
    metres = round(float(haversine_m(point[0], point[1], phone[0], phone[1])), 1)
    allowed = NEAR_M.in_force(on).value + min(max(accuracy_m or 0.0, 0.0), 200.0)
    return Distance(metres, metres <= allowed)


def risk_of(*, major_open: int, general_open: int, objects: int) -> Risk:
    """The risk of a grid by its open dangers; a grid in which nothing is registered is unknown, not low.

    Product default: an open major danger is high, three open general ones are medium.
    """
    if major_open:
        return Risk.HIGH
    if general_open >= 3:
        return Risk.MEDIUM
    return Risk.LOW if objects or general_open else Risk.UNKNOWN


def verdict(
    *, risk: Risk, patrol: datetime | None, report: datetime | None, sensor: datetime | None, at: datetime
) -> Verdict:
    """Whether anybody or anything looked into a grid within the days that its risk allows."""
    since = at - timedelta(days=BLIND_DAYS.in_force(at.date()).value[risk])
    fresh = [each is not None and each >= since for each in (patrol, report, sensor)]
    if not any(fresh):
        return Verdict.BLIND
    return Verdict.COVERED if fresh[0] else Verdict.PARTLY


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a patrol plan: its first and last day."""

    first: date
    last: date


def round_of(starts_on: date, every_days: int, on: date) -> Round | None:
    """The round of a plan that holds on a day; None before the plan starts."""
    if on < starts_on:
        return None
    first = starts_on + timedelta(days=(on - starts_on).days // every_days * every_days)
    return Round(first, first + timedelta(days=every_days - 1))


def check_plan(
    *, title: str, every_days: int, starts_on: date | None, ends_on: date | None, points: int
) -> date:
    """The day on which the plan begins; refuses a plan that cannot be walked."""
    if not title.strip():
        raise Refusal("请填写巡查计划名称。")
    if not 1 <= every_days <= 366:
        raise Refusal("巡查周期应为 1 至 366 天。")
    if starts_on is None:
        raise Refusal("请填写开始日期。")
    if ends_on and ends_on < starts_on:
        raise Refusal("结束日期不能早于开始日期。")
    if not points:
        raise Refusal("巡查计划至少要有一个点位，请先设置点位。")
    return starts_on


def only_walkers(role: Role | None) -> None:
    if role is not None and role not in WALKERS:
        raise NotAllowed("当前岗位不能签到或上报网格事件，请由网格员或街乡工作人员办理。")


def only_keepers(role: Role | None) -> None:
    if role is not None and role not in KEEPERS:
        raise NotAllowed("点位、计划和人员由街道（地区）和安委办维护。")
