"""What the law says about accidents: grade by deaths, injuries and loss, who investigates, every clock by edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ancheng.base.clock import beijing_day
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.working_days import Deadline, calendar_days, hours, working_days

ORDER_493 = "生产安全事故报告和调查处理条例（国务院令第493号）"
LAW_2021 = "安全生产法（2021年修正）"
REFORM_2016 = "中共中央国务院关于推进安全生产领域改革发展的意见（中发〔2016〕32号）"
DEFAULT = "产品默认"
SINCE_493, SINCE_2016, SINCE_2021 = date(2007, 6, 1), date(2016, 12, 9), date(2021, 9, 1)
ALWAYS = date(2000, 1, 1)


class Grade(StrEnum):
    """From the least to the worst."""

    GENERAL = "general"
    LARGER = "larger"
    MAJOR = "major"
    EXTREME = "extreme"


LABELS = {Grade.GENERAL: "一般", Grade.LARGER: "较大", Grade.MAJOR: "重大", Grade.EXTREME: "特别重大"}
ORDER = tuple(Grade)


class Body(StrEnum):
    """Who investigates."""

    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    STATE = "state"


BODIES = {Body.DISTRICT: "区级", Body.CITY: "市级", Body.PROVINCE: "省级", Body.STATE: "国务院"}


class Sort(StrEnum):
    """What kind of accident, as far as a clock depends on it."""

    WORK = "work"
    ROAD = "road"
    FIRE = "fire"
    BUILDING = "building"
    CHEMICAL = "chemical"
    GAS = "gas"
    EQUIPMENT = "equipment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Border:
    """A grade begins at any one of these; “以上” includes the figure itself."""

    grade: Grade
    deaths: int
    injured: int
    loss_yuan: int


# From the worst; what reaches none of them is 一般.
BORDERS = Editions(
    "生产安全事故等级",
    [
        Edition(
            (
                Border(Grade.EXTREME, 30, 100, 100_000_000),
                Border(Grade.MAJOR, 10, 50, 50_000_000),
                Border(Grade.LARGER, 3, 10, 10_000_000),
            ),
            "第三条",
            ORDER_493,
            SINCE_493,
            None,
            True,
        )
    ],
)


def _one(
    name: str, value: int, clause: str, *, source: str = ORDER_493, verified: bool = True
) -> Editions[int]:
    since = SINCE_493 if source == ORDER_493 else ALWAYS
    return Editions(name, [Edition(value, clause, source, since, None, verified)])


UNIT_REPORTS = _one("单位负责人报告时限（小时）", 1, "第九条")
LEVEL_REPORTS = _one("逐级上报时限（小时）", 2, "第十一条")
SUPPLEMENT = _one("事故伤亡补报期限（日）", 30, "第十三条")
SUPPLEMENT_ROAD_FIRE = _one("道路交通、火灾事故伤亡补报期限（日）", 7, "第十三条")
INVESTIGATION = _one("提交事故调查报告期限（日）", 60, "第二十九条")
INVESTIGATION_EXTRA = _one("延长提交事故调查报告期限（日）", 60, "第二十九条")
APPROVAL = _one("事故调查报告批复期限（日）", 15, "第三十二条")
APPROVAL_EXTREME = _one("特别重大事故调查报告批复期限（日）", 30, "第三十二条")
APPROVAL_EXTRA = _one("特别重大事故批复延长期限（日）", 30, "第三十二条")
TEAM_WITHIN = _one("成立调查组期限（工作日）", 3, "调查组", source=DEFAULT, verified=False)
PUBLISH_WITHIN = _one("公布处理情况期限（工作日）", 20, "公布", source=DEFAULT, verified=False)
ARCHIVE_WITHIN = _one("公布评估结果期限（工作日）", 10, "评估公布", source=DEFAULT, verified=False)
# Years after approval within which the measures are evaluated.
EVALUATION = Editions(
    "整改措施落实评估期限（年）",
    [
        Edition(1, "事故结案后一年内", REFORM_2016, SINCE_2016, SINCE_2021 - timedelta(days=1), False),
        Edition(1, "第八十六条", LAW_2021, SINCE_2021, None, True),
    ],
)


def grade_of(deaths: int, injured: int, loss_yuan: int | float | None, on: date) -> Grade:
    """The highest of the three grades; a loss that is not known yet decides nothing."""
    if deaths < 0 or injured < 0 or (loss_yuan is not None and loss_yuan < 0):
        raise Refusal("死亡人数、重伤人数和直接经济损失不能为负数。")
    for border in BORDERS.in_force(on).value:
        reached = deaths >= border.deaths or injured >= border.injured
        if reached or (loss_yuan is not None and loss_yuan >= border.loss_yuan):
            return border.grade
    return Grade.GENERAL


def worse(one: Grade, other: Grade) -> bool:
    """Whether `one` is a higher grade than `other`."""
    return ORDER.index(one) > ORDER.index(other)


INVESTIGATORS = {
    Grade.GENERAL: Body.DISTRICT,
    Grade.LARGER: Body.CITY,
    Grade.MAJOR: Body.PROVINCE,
    Grade.EXTREME: Body.STATE,
}


def investigator(grade: Grade) -> Body:
    """Who investigates an accident of this grade (第十九条)."""
    return INVESTIGATORS[grade]


def reported_to(grade: Grade) -> str:
    """How far up an accident of this grade is reported (第十条)."""
    if grade == Grade.GENERAL:
        return "市级人民政府应急管理部门"
    return "省级人民政府应急管理部门" if grade == Grade.LARGER else "国务院应急管理部门"


def unit_report_due(known_at: datetime) -> datetime:
    """Until when the head of the unit must have reported."""
    return known_at + timedelta(hours=UNIT_REPORTS.in_force(beijing_day(known_at)).value)


def level_report_due(received_at: datetime) -> datetime:
    """Until when each level must have passed the report on."""
    return received_at + timedelta(hours=LEVEL_REPORTS.in_force(beijing_day(received_at)).value)


def level_report_clock(on: date) -> Deadline:
    edition = LEVEL_REPORTS.in_force(on)
    return hours(edition.value, edition.citation)


def supplement_until(occurred_on: date, sort: Sort) -> date:
    """The last day on which a change of casualties counts: thirty days, seven on roads and after fires."""
    rule = SUPPLEMENT_ROAD_FIRE if sort in (Sort.ROAD, Sort.FIRE) else SUPPLEMENT
    return occurred_on + timedelta(days=rule.in_force(occurred_on).value)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A technical appraisal; the days it takes do not count (第二十七条)."""

    began_on: date
    ended_on: date


def appraisal_days(appraisals: Iterable[Appraisal]) -> int:
    """Days under appraisal, each day once however many appraisals run."""
    days = {
        each.began_on + timedelta(days=n)
        for each in appraisals
        for n in range((each.ended_on - each.began_on).days)
    }
    return len(days)


def report_due_on(occurred_on: date, *, extended_days: int = 0, appraisal: int = 0) -> date:
    """Until when the investigation report is handed in."""
    return occurred_on + timedelta(days=INVESTIGATION.in_force(occurred_on).value + extended_days + appraisal)


def approval_due_on(received_on: date, grade: Grade, *, extended_days: int = 0) -> date:
    """Until when the government approves the report."""
    rule = APPROVAL_EXTREME if grade == Grade.EXTREME else APPROVAL
    return received_on + timedelta(days=rule.in_force(received_on).value + extended_days)


def evaluation_due_on(approved_on: date) -> date:
    """Until when the measures are evaluated: the same day a year later, the last of February in short years."""
    year = approved_on.year + EVALUATION.in_force(approved_on).value
    try:
        return approved_on.replace(year=year)
    except ValueError:
        return approved_on.replace(year=year, day=28)


def until(day: date, since: date, citation: str) -> Deadline:
    """The days that are left on `since` of a period that ends on `day`; at least the day itself."""
    return calendar_days(max(0, (day - since).days), citation)


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


def check_extension(days: int, already: int, most: int, reason: str) -> None:
    if not reason.strip():
        raise Refusal("延长期限须写明理由。")
    if days < 1 or already + days > most:
        raise Refusal(f"延长期限累计不得超过{most}日，已延长{already}日，请核对天数。")


def check_appraisal(began_on: date, ended_on: date, occurred_on: date) -> None:
    if not occurred_on <= began_on <= ended_on:
        raise Refusal("技术鉴定应在事故发生之后开始，结束日期不早于开始日期。")


def check_times(occurred_at: datetime, known_at: datetime, received_at: datetime, at: datetime) -> None:
    """Happened, then known to the head of the unit, then received; never in the future."""
    if not occurred_at <= known_at <= received_at <= at:
        raise Refusal("时间顺序应为：事故发生 ≤ 单位负责人接报 ≤ 本部门接报 ≤ 现在，请核对。")


def late_by(due_at: datetime, done_at: datetime) -> timedelta | None:
    """How late something was; None when it was in time."""
    return done_at - due_at if done_at > due_at else None
