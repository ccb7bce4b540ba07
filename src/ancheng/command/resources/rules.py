"""What the rules say about teams and supplies: what counts as usable, who gives what first, when a reserve is complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, hours, working_days

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
GB_38565 = "GB/T 38565-2020 应急物资分类及编码"
BEIJING_33 = "北京市实施《突发事件应对法》办法"


class TeamKind(StrEnum):
    COMPREHENSIVE = "comprehensive"
    PROFESSIONAL = "professional"
    EXPERT = "expert"
    VOLUNTEER = "volunteer"
    SOCIAL = "social"


class Holding(StrEnum):
    """Who keeps a reserve."""

    GOVERNMENT = "government"
    SOCIAL = "social"


class Spread(StrEnum):
    CENTRAL = "central"
    DISPERSED = "dispersed"


class Aid(StrEnum):
    TEAM = "team"
    SUPPLIES = "supplies"
    EQUIPMENT = "equipment"
    EXPERT = "expert"
    OTHER = "other"


class Level(StrEnum):
    """Where a request for aid stands in the three levels 市、区、街乡."""

    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"


# The three divisions of GB/T 38565-2020, from memory; the seven-digit codes were not found and are left out.
CLASSES = Editions(
    "应急物资分类",
    [
        Edition(
            (
                ("living", msgid("基本生活保障物资")),
                ("equipment", msgid("应急装备及配套物资")),
                ("engineering", msgid("工程材料与机械加工设备")),
            ),
            "分类",
            GB_38565,
            date(2020, 10, 1),
        ),
        Edition(
            (
                ("living", msgid("基本生活保障物资")),
                ("equipment", msgid("应急装备及配套物资")),
                ("engineering", msgid("工程材料与机械加工设备")),
            ),
            "分类（标准施行前沿用）",
            GB_38565,
            ALWAYS,
            date(2020, 9, 30),
        ),
    ],
)
# Hours that each step of a call order may take; no clause was found.
CALL_HOURS = Editions(
    "物资调用各环节时限（小时）",
    [
        Edition(
            {"approve": 1.0, "dispatch": 2.0, "receive": 24.0},
            "应急物资调用",
            DEFAULT,
            ALWAYS,
        )
    ],
)
ACCOUNT_DAYS = Editions("使用归还清点期限（工作日）", [Edition(15, "应急物资调用", DEFAULT, ALWAYS)])
SETTLE_DAYS = Editions("物资调用结算期限（工作日）", [Edition(10, "应急物资调用", DEFAULT, ALWAYS)])
AID_HOURS = Editions(
    "互助请求各环节时限（小时）",
    [Edition({"accept": 0.5, "send": 1.0, "arrive": 4.0, "end": 240.0}, "三级应急救助体系", DEFAULT, ALWAYS)],
)
# How many days before its end a batch is to be rotated, and a qualification renewed.
ROTATE_DAYS = Editions("轮换提前期（天）", [Edition(90, "储备物资轮换", DEFAULT, ALWAYS)])
RENEW_DAYS = Editions("资质到期提醒（天）", [Edition(60, "队伍资质", DEFAULT, ALWAYS)])
# Whether contracted capacity counts towards the requirement (IND-041: “when allowed”).
CAPACITY_COUNTS = Editions(
    "能力储备计入完备率", [Edition(True, "第三十三条（能力储备）", BEIJING_33, ALWAYS)]
)


def step_hours(editions: Editions[dict[str, float]], verb: str, on: date) -> Deadline:
    edition = editions.in_force(on)
    return hours(edition.value[verb], edition.citation)


def step_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


class Shelf(StrEnum):
    """What the date says about a batch or a qualification."""

    NO_END = "no_end"
    GOOD = "good"
    SOON = "soon"
    EXPIRED = "expired"


def shelf(expires_on: date | None, on: date, notice_days: int) -> Shelf:
    """The last day still counts as good; from the next one it is expired."""
    if expires_on is None:
        return Shelf.NO_END
    if on > expires_on:
        return Shelf.EXPIRED
    return Shelf.SOON if expires_on - on <= timedelta(days=notice_days) else Shelf.GOOD


@dataclass(frozen=True, slots=True)
class Stock:
    """A batch as it enters a choice: its key, what it holds, until when it is good."""

    batch: int
    quantity: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    batch: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Picked:
    """What is given from which batch, and what is short."""

    picks: tuple[Pick, ...]
    short: int


def first_expiring_first(stock: Iterable[Stock], asked: int, on: date) -> Picked:
    """Give `asked` pieces from what ends first; what has expired is never given, what has no end comes last."""
    usable = [
        each for each in stock if each.quantity > 0 and (each.expires_on is None or on <= each.expires_on)
    ]
    picks: list[Pick] = []
    left = asked
    for each in sorted(usable, key=lambda one: (one.expires_on or date.max, one.batch)):
        if left <= 0:
            break
        given = min(left, each.quantity)
        picks.append(Pick(each.batch, given))
        left -= given
    return Picked(tuple(picks), max(left, 0))


@dataclass(frozen=True, slots=True)
class Need:
    """One line of a requirement plan against what there is."""

    required: int
    usable: int
    capacity: int = 0

    def met(self, *, capacity_counts: bool) -> bool:
        return self.usable + (self.capacity if capacity_counts else 0) >= self.required


@dataclass(frozen=True, slots=True)
class Completeness:
    """IND-041: items whose usable stock reaches the required quantity, out of all items of the plan."""

    met: int
    all: int

    @property
    def percent(self) -> float | None:
        """None where no plan was made: that is neither 0 nor 100."""
        return round(100 * self.met / self.all, 2) if self.all else None


def completeness(needs: Iterable[Need], on: date) -> Completeness:
    counts = CAPACITY_COUNTS.in_force(on).value
    lines = [each.met(capacity_counts=counts) for each in needs]
    return Completeness(sum(lines), len(lines))


def check_received(sent: int, received: int) -> None:
    if not 0 <= received <= sent:
        raise Refusal(f"签收数量应在 0 至发出数量 {sent} 之间；多收的请由发出单位另行出库。")


def check_accounted(received: int, used: int, returned: int) -> int:
    """What is missing of what was received; more than was received is refused."""
    if used < 0 or returned < 0 or used + returned > received:
        raise Refusal(f"使用与归还之和不能超过签收数量 {received}，请核对。")
    return received - used - returned


def check_term(starts_on: date, ends_on: date, what: str) -> None:
    if ends_on < starts_on:
        raise Refusal(f"{what}的截止日期早于开始日期，请核对。")


@dataclass(frozen=True, slots=True)
class StationStandard:
    """What a fire station of one class must have: engines and crew, from and to; None: not said."""

    engines: int
    engines_most: int | None
    crew: int | None


# 建标152-2017, from memory: engines by class, crew of one shift's station. Nobody checked them.
STATION_STANDARDS = Editions(
    "消防站装备和人员配备标准",
    [
        Edition(
            {
                "first": StationStandard(5, 7, 30),
                "second": StationStandard(2, 4, 15),
                "small": StationStandard(2, 2, 15),
                "special": StationStandard(8, 11, 45),
                "support": StationStandard(8, 10, 40),
            },
            "车辆、人员配备",
            "建标152-2017 城市消防站建设标准",
            ALWAYS,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Station:
    """A fire station as the register of objects knows it; None is unknown."""

    grade: str | None
    engines: int | None
    crew: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a station meets the standard of its class (None: not known), and why not."""

    meets: bool | None
    reasons: tuple[str, ...]


def judge_station(station: Station, on: date) -> Judged:
    standard = STATION_STANDARDS.in_force(on).value.get(station.grade or "")
    if standard is None:
        return Judged(None, (msgid("等级未登记"),))
    reasons: list[str] = []
    unknown: list[str] = []
    if station.engines is None:
        unknown.append(msgid("消防车实有数未登记"))
    elif station.engines < standard.engines:
        reasons.append(f"消防车 {station.engines} 辆，应不少于 {standard.engines} 辆")
    if standard.crew is not None:
        if station.crew is None:
            unknown.append(msgid("执勤人数未登记"))
        elif station.crew < standard.crew:
            reasons.append(f"执勤 {station.crew} 人，应不少于 {standard.crew} 人")
    if reasons:
        return Judged(False, tuple(reasons + unknown))
    return Judged(None if unknown else True, tuple(unknown))


def next_level(level: Level, city_number: str) -> Level:
    """Who is asked after `level`; the city is asked with the number under which it was asked."""
    if level == Level.SUBDISTRICT:
        return Level.DISTRICT
    if level == Level.CITY:
        raise Refusal("已报市级，请等待市级答复；街乡、区、市三级中没有更上一级。")
    if not city_number.strip():
        raise Refusal("报请市级支援须填写报文编号，以便市级核对。")
    return Level.CITY


def check_lines(quantities: Sequence[int]) -> None:
    if not quantities or any(each < 1 for each in quantities):
        raise Refusal("请至少填写一种物资，数量为正整数。")
