"""What the rules say about credit: lists by edition, their periods, how a score comes about, what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ancheng.base.clock import add_months
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.working_days import Deadline, calendar_days, working_days

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
RULE_2017 = "对安全生产领域失信行为开展联合惩戒的实施办法（安监总办〔2017〕49号）"
RULE_2023 = "安全生产严重失信主体名单管理办法（应急管理部令第11号）"
# The first day of the rule of 2017 is the date of the document, from memory.
SINCE_2017, SINCE_2023 = date(2017, 5, 9), date(2023, 10, 1)


class List(StrEnum):
    JOINT = "joint"
    BLACK = "black"
    SERIOUS = "serious"
    RED = "red"


LISTS = {
    List.JOINT: "联合惩戒对象",
    List.BLACK: "黑名单",
    List.SERIOUS: "严重失信主体名单",
    List.RED: "红名单",
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One ground for a list, in the words of the rule."""

    key: str
    label: str
    lists: tuple[List, ...]


@dataclass(frozen=True, slots=True)
class ListRule:
    """One edition: its lists, how long they last, from when removal may be asked for, who decides, the grounds.

    `early_months` counts from publication; where it is None removal is asked for in the last
    `window_days` before the end.
    """

    name: str
    lists: tuple[List, ...]
    years: int
    early_months: int | None
    window_days: int
    decider: str
    behaviours: tuple[Behaviour, ...]


_JOINT, _BLACK, _SERIOUS = (List.JOINT,), (List.JOINT, List.BLACK), (List.SERIOUS,)
BEHAVIOURS_2017 = (
    Behaviour("accident", "发生较大及以上责任事故，或一年内累计发生3起及以上一般死亡责任事故", _JOINT),
    Behaviour("licence", "未按规定取得安全生产许可，擅自从事生产经营建设", _JOINT),
    Behaviour("danger", "发现重大事故隐患未按规定整改仍组织生产经营建设", _JOINT),
    Behaviour("evasion", "采取隐蔽、欺骗或阻碍等方式逃避、对抗监管", _JOINT),
    Behaviour("stopped", "被责令停产停业整顿期间仍从事生产经营建设", _JOINT),
    Behaviour("concealed", "瞒报、谎报或迟报生产安全事故", _JOINT),
    Behaviour("project", "高危建设项目安全设施未经验收合格即投入生产使用", _JOINT),
    Behaviour("mining", "矿山超层越界开采、以探代采", _JOINT),
    Behaviour("scene", "故意破坏事故现场、伪造隐匿证据，或事故发生后逃匿", _JOINT),
    Behaviour("service", "安全生产中介服务机构出具虚假报告或证明", _JOINT),
    Behaviour(
        "black",
        "严重违法违规并发生重特大责任事故，或一年内累计发生2起较大责任事故，或性质恶劣的较大责任事故",
        _BLACK,
    ),
)
# Grounds of order 11 from memory (arts. 6 and 7): the wording was not found and is shown as unchecked.
BEHAVIOURS_2023 = (
    Behaviour("major", "发生特别重大、重大生产安全事故", _SERIOUS),
    Behaviour("larger_twice", "12个月内累计发生2起以上较大生产安全事故", _SERIOUS),
    Behaviour("severe", "发生生产安全事故，情节特别严重、影响特别恶劣，被加倍处罚", _SERIOUS),
    Behaviour("concealed", "瞒报、谎报生产安全事故", _SERIOUS),
    Behaviour("fled", "事故发生后不立即组织抢救，或者在调查处理期间擅离职守、逃匿", _SERIOUS),
    Behaviour("licence", "未依法取得安全生产许可，或许可被暂扣、吊销期间从事生产经营", _SERIOUS),
    Behaviour("service", "安全评价、检测、检验机构租借资质、挂靠、出具虚假报告", _SERIOUS),
    Behaviour("defiance", "有能力而拒不执行、逃避执行行政处罚决定", _SERIOUS),
    Behaviour("other", "其他违反安全生产法律法规受到行政处罚，性质恶劣、情节严重", _SERIOUS),
)
RULES = Editions(
    "安全生产失信名单管理规定",
    [
        Edition(
            ListRule(
                "2017年实施办法",
                (List.JOINT, List.BLACK),
                1,
                None,
                30,
                "国家层面（经区、市逐级报送）",
                BEHAVIOURS_2017,
            ),
            "第二条、第三条、第九条",
            RULE_2017,
            SINCE_2017,
            SINCE_2023 - timedelta(days=1),
            True,
        ),
        Edition(
            ListRule(
                "应急管理部令第11号", (List.SERIOUS,), 3, 12, 0, "作出行政处罚决定的部门", BEHAVIOURS_2023
            ),
            "列入情形条文（期限已核对，情形措辞待核对）",
            RULE_2023,
            SINCE_2023,
            None,
            False,
        ),
    ],
)
# 红名单 has no rule that was found: a year, as a default.
RED_YEARS = Editions("安全生产红名单期限（年）", [Edition(1, "红名单", DEFAULT, ALWAYS)])
# Working days of each stage; no clause was found.
STAGE_WITHIN = Editions("联合惩戒各环节期限", [Edition(5, "联合惩戒环节", DEFAULT, ALWAYS)])
DEFENCE_DAYS = Editions("陈述申辩期限（工作日）", [Edition(5, "陈述申辩", DEFAULT, ALWAYS)])
REMOVAL_WITHIN = Editions("移出申请办理期限", [Edition(20, "移出审核", DEFAULT, ALWAYS)])


def expires_on(listed: List, published_on: date) -> date:
    """The last day on the list."""
    if listed == List.RED:
        return add_months(published_on, 12 * RED_YEARS.in_force(published_on).value)
    return add_months(published_on, 12 * RULES.in_force(published_on).value.years)


def removal_window(listed: List, published_on: date) -> tuple[date, date]:
    """First and last day on which removal may be asked for."""
    end = expires_on(listed, published_on)
    if listed == List.RED:
        return published_on, end
    rule = RULES.in_force(published_on).value
    if rule.early_months is not None:
        return add_months(published_on, rule.early_months), end
    return end - timedelta(days=rule.window_days), end


def check_listing(listed: List, behaviour: str, on: date, *, facts: str) -> None:
    """Refuse a list or a ground that the rule of the day does not know, and one without facts."""
    if len(facts.strip()) < 10:
        raise Refusal("请写明事实和依据（不少于10个字），如处罚决定书文号、事故批复文号。")
    if listed == List.RED:
        return
    edition = RULES.in_force(on)
    if listed not in edition.value.lists:
        known = "、".join(LISTS[each] for each in edition.value.lists)
        raise Refusal(f"按{on:%Y-%m-%d}有效的规定（{edition.value.name}），名单种类应为：{known}。")
    allowed = {each.key for each in edition.value.behaviours if listed in each.lists}
    if behaviour not in allowed:
        raise Refusal(f"“{LISTS[listed]}”没有这种列入情形，请从{edition.value.name}的情形中选择。")


def check_removal(listed: List, published_on: date, on: date, ground: str) -> None:
    """Refuse an application outside its window, with the days."""
    if len(ground.strip()) < 10:
        raise Refusal("请写明整改和信用修复情况（不少于10个字）。")
    first, last = removal_window(listed, published_on)
    if not first <= on <= last:
        raise Refusal(f"移出申请应在{first:%Y-%m-%d}至{last:%Y-%m-%d}之间提出，今天是{on:%Y-%m-%d}。")


def behaviour_label(key: str, on: date) -> str:
    """A ground in the words of the rule of the day."""
    return next((each.label for each in RULES.in_force(on).value.behaviours if each.key == key), key)


def in_working_days(editions: Editions[int], on: date, more: int = 0) -> Deadline:
    edition = editions.in_force(on)
    return working_days(edition.value + more, edition.citation)


def until(day: date, since: date, citation: str) -> Deadline:
    return calendar_days(max(0, (day - since).days), citation)


class Kind(StrEnum):
    """What a record says about an enterprise."""

    PENALTY = "penalty"
    ACCIDENT_GENERAL = "accident_general"
    ACCIDENT_LARGER = "accident_larger"
    ACCIDENT_MAJOR = "accident_major"
    CONCEALED = "concealed"
    DANGER_OVERDUE = "danger_overdue"
    DANGER_LISTED = "danger_listed"
    REPORT_TRUE = "report_true"
    BROKEN_PROMISE = "broken_promise"
    AWARD = "award"
    STANDARD = "standard"
    INSURED = "insured"


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Points:
    """What one record counts for, for how many months, and at most how often."""

    kind: Kind
    points: int
    months: int
    at_most: int = 99


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a score starts, what moves it, and from which score on each grade begins."""

    start: int
    items: tuple[Points, ...]
    grades: tuple[tuple[Grade, int], ...]


# Product default: no city or district rule was found; every district sets its own as a further edition.
SCALE = Editions(
    "安全生产信用评分标准",
    [
        Edition(
            Scale(
                start=85,
                items=(
                    Points(Kind.PENALTY, -6, 12),
                    Points(Kind.ACCIDENT_GENERAL, -20, 12),
                    Points(Kind.ACCIDENT_LARGER, -40, 24),
                    Points(Kind.ACCIDENT_MAJOR, -80, 36),
                    Points(Kind.CONCEALED, -40, 24),
                    Points(Kind.DANGER_OVERDUE, -10, 12),
                    Points(Kind.DANGER_LISTED, -8, 12),
                    Points(Kind.REPORT_TRUE, -3, 12, 5),
                    Points(Kind.BROKEN_PROMISE, -10, 12),
                    Points(Kind.AWARD, 5, 12, 2),
                    Points(Kind.STANDARD, 5, 36, 1),
                    Points(Kind.INSURED, 2, 12, 1),
                ),
                grades=((Grade.A, 90), (Grade.B, 75), (Grade.C, 60), (Grade.D, 0)),
            ),
            "评分标准",
            DEFAULT,
            ALWAYS,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it enters a score."""

    kind: Kind
    on: date


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score: which kind, how many counted, how many points."""

    kind: Kind
    number: int
    points: int


@dataclass(frozen=True, slots=True)
class Rated:
    """A score, its grade, how it came about, and by which edition."""

    score: int
    grade: Grade
    lines: tuple[Line, ...]
    citation: str
    listed: bool


def rate(records: Iterable[Known], *, listed: bool, on: date) -> Rated:
    """The score of one enterprise on a day; who stands on a list of bad credit has grade D, whatever the score."""
    edition = SCALE.in_force(on)
    known = [each for each in records if each.on <= on]
    lines = [line for item in edition.value.items if (line := _line(item, known, on))]
    score = max(0, min(100, edition.value.start + sum(each.points for each in lines)))
    grade = next(grade for grade, least in edition.value.grades if score >= least)
    return Rated(score, Grade.D if listed else grade, tuple(lines), edition.citation, listed)


def _line(item: Points, known: Sequence[Known], on: date) -> Line | None:
    number = sum(each.kind == item.kind and on < add_months(each.on, item.months) for each in known)
    counted = min(number, item.at_most)
    return Line(item.kind, counted, counted * item.points) if counted else None


@dataclass(frozen=True, slots=True)
class Weighting:
    """How much more, or less, an enterprise is inspected."""

    by_grade: tuple[tuple[Grade, float], ...]
    listed: float
    red: float
    unrated: float


WEIGHTS = Editions(
    "信用等级对应的抽查权重",
    [
        Edition(
            Weighting(((Grade.A, 0.5), (Grade.B, 1.0), (Grade.C, 1.5), (Grade.D, 2.0)), 3.0, 0.5, 1.0),
            "抽查权重（原则见北京市安全生产条例第五十二条）",
            DEFAULT,
            ALWAYS,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Weight:
    """The factor and, in words, why."""

    factor: float
    why: str


def weight(grade: Grade | None, *, listed: bool, red: bool, on: date) -> Weight:
    """The factor with which the credit of an enterprise enters a draw; nobody rated it is not a good grade."""
    scale = WEIGHTS.in_force(on).value
    if listed:
        return Weight(scale.listed, "列入失信名单")
    if grade is None:
        return Weight(scale.unrated, "尚未评定信用等级")
    factor = dict(scale.by_grade)[grade]
    if red and grade in (Grade.A, Grade.B):
        return Weight(min(factor, scale.red), f"红名单，信用{grade.value}级")
    return Weight(factor, f"信用{grade.value}级")
