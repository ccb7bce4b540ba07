"""What the rules say about drills: how they are judged, when they are reported, how fast a response must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, working_days

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
ORDINANCE = "生产安全事故应急条例（国务院令第708号）"
GUIDE = "生产安全事故应急演练评估规范（AQ/T 9009）"


class Mode(StrEnum):
    """How a drill is held: at the table 桌面, or with people and equipment 实战."""

    TABLETOP = "tabletop"
    PRACTICAL = "practical"


class Breadth(StrEnum):
    """What a drill covers: one item 单项, or the whole response 综合."""

    SINGLE = "single"
    COMPREHENSIVE = "comprehensive"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the evaluation sheet and the most points it can earn."""

    key: str
    label: str
    points: int


SHEET = Editions(
    "演练评估表",
    [
        Edition(
            (
                Item("preparation", msgid("演练准备（方案、脚本、安全措施）"), 10),
                Item("warning", msgid("预警与信息报告"), 15),
                Item("activation", msgid("预案启动与指挥协调"), 20),
                Item("rescue", msgid("抢险处置与救援"), 20),
                Item("evacuation", msgid("疏散、警戒与人员防护"), 15),
                Item("support", msgid("队伍、物资和通信保障"), 10),
                Item("ending", msgid("终止、恢复与总结"), 10),
            ),
            "评估项目（分值为产品默认）",
            GUIDE,
            ALWAYS,
        )
    ],
)
# Least share of the points for each conclusion, best first.
CONCLUSIONS = Editions(
    "演练评估等级（得分率下限）",
    [
        Edition(
            ((90, msgid("优")), (80, msgid("良")), (60, msgid("合格")), (0, msgid("不合格"))),
            "演练评估",
            DEFAULT,
            ALWAYS,
        )
    ],
)
STEP_DAYS = Editions(
    "演练各环节期限（工作日）",
    [Edition({"evaluate": 10, "close": 60, "report": 30}, "演练评估与整改", DEFAULT, ALWAYS)],
)
# 高危和人员密集场所单位: the drill is reported to the authority of the place.
REPORTED = Editions("演练情况报送", [Edition(True, "第八条", ORDINANCE, date(2019, 4, 1), None, True)])


def score(marks: Mapping[str, int], on: date) -> int:
    """The points of a sheet that is filled in whole; refuses what is missing, unknown or out of range."""
    items = {each.key: each for each in SHEET.in_force(on).value}
    if strange := sorted(set(marks) - set(items)):
        raise Refusal(f"评估表中没有“{'、'.join(strange)}”。")
    missing = [each.label for key, each in items.items() if key not in marks]
    if missing:
        raise Refusal("评估表没有填完，还缺：" + "、".join(missing) + "。")
    for key, points in marks.items():
        if not 0 <= points <= items[key].points:
            raise Refusal(f"“{items[key].label}”的得分应在 0 至 {items[key].points} 之间。")
    return sum(marks.values())


def full_score(on: date) -> int:
    return sum(each.points for each in SHEET.in_force(on).value)


def conclusion(points: int, on: date) -> str:
    """What the points amount to."""
    share = 100 * points / full_score(on)
    return next(label for least, label in CONCLUSIONS.in_force(on).value if share >= least)


def step_days(verb: str, on: date) -> Deadline:
    edition = STEP_DAYS.in_force(on)
    return working_days(edition.value[verb], edition.citation)


def check_held(held_on: date, people: int, today: date) -> None:
    """Refuse a drill that lies ahead or in which nobody took part."""
    if held_on > today:
        raise Refusal("演练日期不能晚于今天；尚未举行的演练请留在计划中。")
    if people < 1:
        raise Refusal("请填写参演人数。")


def check_planned(planned_on: date, year: int) -> None:
    if planned_on.year != year:
        raise Refusal(f"计划日期应在 {year} 年内，请核对年度。")


@dataclass(frozen=True, slots=True)
class Timed:
    """One thing that the players were given: when, how many minutes they had, when they answered (None: not)."""

    given_at: datetime
    minutes: int
    answered_at: datetime | None

    @property
    def due_at(self) -> datetime:
        return self.given_at + timedelta(minutes=self.minutes)

    @property
    def taken(self) -> float | None:
        """Minutes that it took; None while nobody answered: no answer is not a quick one."""
        if self.answered_at is None:
            return None
        return round((self.answered_at - self.given_at).total_seconds() / 60, 1)

    def in_time(self, at: datetime) -> bool | None:
        """Whether it was answered in time; None while there is time left."""
        if self.answered_at is not None:
            return self.answered_at <= self.due_at
        return None if at <= self.due_at else False


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast the players were, over all that they were given."""

    given: int
    in_time: int
    late: int
    missed: int
    slowest: float | None

    @property
    def percent(self) -> float | None:
        """The share that was answered in time; None where nothing was given."""
        return round(100 * self.in_time / self.given, 1) if self.given else None


def timing(rows: Iterable[Timed], at: datetime) -> Timing:
    """The timing of what was given until `at`; what may still be answered in time is left out."""
    judged = [(each, each.in_time(at)) for each in rows]
    known = [(each, good) for each, good in judged if good is not None]
    taken = [each.taken for each, _ in known if each.taken is not None]
    return Timing(
        given=len(known),
        in_time=sum(good for _, good in known),
        late=sum(not good and each.answered_at is not None for each, good in known),
        missed=sum(each.answered_at is None for each, _ in known),
        slowest=max(taken, default=None),
    )
