"""What the law and the house say about warnings: who may issue which level, what one must say, who is told when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ancheng.base.clock import beijing, beijing_day
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.words import msgid
from ancheng.monitoring.warnings.values import Content, Scope

LAW_2024 = "突发事件应对法（2024年修订）"
BEIJING_MEASURES = "北京市实施《突发事件应对法》办法"
WEATHER_RULES = "气象灾害防御条例"
DEFAULT = "产品默认"
SINCE_2024, ALWAYS = date(2024, 11, 1), date(2008, 7, 1)

RED, ORANGE, YELLOW, BLUE = 1, 2, 3, 4
LEVELS = (RED, ORANGE, YELLOW, BLUE)
NUMERALS = {RED: "I", ORANGE: "II", YELLOW: "III", BLUE: "IV"}
COLOURS = {RED: msgid("红色"), ORANGE: msgid("橙色"), YELLOW: msgid("黄色"), BLUE: msgid("蓝色")}
COLOURS_EN = {RED: "Red", ORANGE: "Orange", YELLOW: "Yellow", BLUE: "Blue"}

# The levels that the district issues of itself; all others need the city's authorisation number.
OWN_LEVELS: Editions[frozenset[int]] = Editions(
    "区级可发布的预警级别",
    [Edition(frozenset({YELLOW, BLUE}), "第四十二条", BEIJING_MEASURES, ALWAYS, verified=True)],
)
# 类别、级别、起始时间、可能影响的范围、警示事项、应当采取的措施、发布单位、发布时间。
MUST_SAY: Editions[tuple[str, ...]] = Editions(
    "预警应当明确的事项",
    [
        Edition(
            ("title", "started_at", "area_text", "alert_items", "measures"),
            "第六十四条",
            LAW_2024,
            SINCE_2024,
            verified=True,
        ),
        Edition(
            ("title", "started_at", "area_text", "alert_items", "measures"),
            "第四十三条",
            "突发事件应对法（2007年）",
            date(2007, 11, 1),
            date(2024, 10, 31),
        ),
    ],
)
LABELS = {
    "title": "名称",
    "started_at": "起始时间",
    "area_text": "可能影响的范围",
    "alert_items": "警示事项",
    "measures": "应当采取的措施",
}
# Minutes until the next one is called when nobody answers, by level; then how often a reminder comes.
ANSWER_WITHIN: Editions[dict[int, int]] = Editions(
    "预警卡片确认时限（分钟）",
    [Edition({RED: 2, ORANGE: 3, YELLOW: 5, BLUE: 10}, "确认时限", DEFAULT, ALWAYS)],
)
# How long each step may take, in minutes.
STEP_WITHIN: Editions[dict[str, int]] = Editions(
    "预警各环节时限（分钟）",
    [
        Edition(
            {"verify": 15, "draft": 30, "cosign": 60, "approve": 30, "issue": 15, "review": 5 * 24 * 60},
            "环节时限",
            DEFAULT,
            ALWAYS,
        )
    ],
)
# A warning without a stated end is looked at again after so many hours.
LIFT_WITHIN_HOURS: Editions[int] = Editions(
    "预警复核间隔（小时）", [Edition(24, "复核间隔", DEFAULT, ALWAYS)]
)
# A storm: so many cards of one kind inside so many minutes, then one card for the whole district.
STORM: Editions[tuple[int, int]] = Editions("报警风暴合并", [Edition((4, 30), "合并规则", DEFAULT, ALWAYS)])
WIDE = "*"

# No official table was found; the colour itself always goes along as a parameter.
CAP_SEVERITY = {RED: "Extreme", ORANGE: "Severe", YELLOW: "Moderate", BLUE: "Minor"}
CAP_URGENCY = {RED: "Immediate", ORANGE: "Immediate", YELLOW: "Expected", BLUE: "Expected"}


def check_level(level: int | None) -> int:
    if level not in LEVELS:
        raise Refusal("请选择预警级别：蓝色（四级）、黄色（三级）、橙色（二级）或红色（一级）。")
    return level


def check_authority(
    *,
    level: int,
    kind: str,
    relayed_by: str,
    clause: str,
    authorisation: str,
    relay_number: str,
    at: datetime,
) -> None:
    """Refuse unless the district may issue this: its own levels, an authorised one, or one that is relayed."""
    if relayed_by:
        # The level of a signal is its author's: the house passes it on, whatever it is.
        if not relay_number.strip():
            raise NotAllowed(
                f"{kind}预警信号由{relayed_by}统一发布（{clause}），本平台只能转发：请填写原信号编号。"
            )
        return
    edition = OWN_LEVELS.in_force(beijing_day(at))
    if level in edition.value or authorisation.strip():
        return
    raise NotAllowed(
        f"{COLOURS[level]}（{NUMERALS[level]}级）预警由市级发布或授权发布（{edition.citation}）："
        "请先报市级，取得授权文号并填写后再发布；或改按黄色、蓝色预警发布。"
    )


def check_content(content: Content, *, at: datetime) -> None:
    """Refuse what lacks something that the law asks for, all of it in one sentence."""
    check_level(content.level)
    edition = MUST_SAY.in_force(beijing_day(at))
    lacking = [LABELS[name] for name in edition.value if not str(getattr(content, name) or "").strip()]
    if lacking:
        raise Refusal(f"预警须明确{'、'.join(lacking)}（{edition.citation}），请补充后再提交。")
    if content.expires_at and content.started_at and content.expires_at <= content.started_at:
        raise Refusal("预警结束时间应晚于起始时间。")


def check_releveled(before: int, after: int, why: str) -> str:
    """The verb by which the level changes; 1 is the highest."""
    check_level(after)
    if after == before:
        raise Refusal("级别没有变化，请选择新的级别。")
    if not why.strip():
        raise Refusal("调整预警级别须写明依据。")
    return "upgrade" if after < before else "downgrade"


def step_due(step: str, at: datetime) -> datetime:
    return at + timedelta(minutes=STEP_WITHIN.in_force(beijing_day(at)).value[step])


def lift_due(expires_at: datetime | None, since: datetime) -> datetime:
    """When an issued warning must be looked at: its stated end, else after the usual time."""
    return expires_at or since + timedelta(hours=LIFT_WITHIN_HOURS.in_force(beijing_day(since)).value)


def answer_within(level: int, at: datetime) -> timedelta:
    return timedelta(minutes=ANSWER_WITHIN.in_force(beijing_day(at)).value[level])


@dataclass(frozen=True, slots=True)
class Spot:
    """Of what kind an alarm is and where: a community's or a subdistrict's key, '' where nobody knows."""

    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card that alarms may join: the id of one that exists, or the number of a new one."""

    kind: str
    place: str
    opened_at: datetime
    id: int | None = None


def sort_into_cards(spots: Sequence[Spot], cards: Sequence[Card], at: datetime) -> list[Card]:
    """The card of each alarm: one per place and kind; in a storm the rest goes to one card for the district."""
    most, minutes = STORM.in_force(beijing_day(at)).value
    known = {(each.kind, each.place): each for each in cards}
    since = at - timedelta(minutes=minutes)
    fresh: dict[str, int] = {}
    for each in cards:
        if each.place != WIDE and each.opened_at >= since:
            fresh[each.kind] = fresh.get(each.kind, 0) + 1
    chosen: list[Card] = []
    for spot in spots:
        card = known.get((spot.kind, spot.place))
        if card is None:
            storm = fresh.get(spot.kind, 0) >= most
            place = WIDE if storm else spot.place
            card = known.get((spot.kind, place)) or Card(spot.kind, place, at)
            if (spot.kind, place) not in known:
                known[spot.kind, place] = card
                fresh[spot.kind] = fresh.get(spot.kind, 0) + (not storm)
        chosen.append(card)
    return chosen


def leaves(*, realm: str, status: str, scope: str, message: str, public_channel: bool) -> bool:
    """Whether an alert may leave by a channel: only what really happens, and to the public only what is public."""
    if realm != Realm.ACTUAL or status != "Actual" or message not in ("Alert", "Update", "Cancel"):
        return False
    if public_channel:
        return scope == Scope.PUBLIC
    # A private alert has named addressees; no channel of the house knows them.
    return scope in (Scope.PUBLIC, Scope.RESTRICTED)


def cap_status(realm: str) -> str:
    return "Actual" if realm == Realm.ACTUAL else "Exercise"


def identifier(*, adcode: str, agency: str, unit: str, at: datetime, serial: int) -> str:
    """The identifier by GB/T 35965.1: ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N, 31 characters, Beijing time.

    Which digits name the agency and its unit is configuration: 形式据公开示例，未核对国标正文.
    """
    code = f"{adcode[:6]:0<6}{agency[:3]:0>3}{unit[:3]:0>3}00"
    if not code.isdigit() or not 0 <= serial <= 9:
        raise ValueError(f"no identifier from {code!r} and serial {serial}")
    return f"{code}_{beijing(at):%Y%m%d%H%M%S}_{serial}"
