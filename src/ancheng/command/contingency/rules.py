"""What the rules say about contingency plans: their parts, their links, how long they hold, when they are revised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ancheng.base.clock import add_months
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, calendar_days, working_days

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
ORDINANCE = "生产安全事故应急条例（国务院令第708号）"
ORDINANCE_SINCE = date(2019, 4, 1)
MEASURES = "生产安全事故应急预案管理办法（应急管理部令第2号）"


class Tier(StrEnum):
    """Whose plan it is."""

    GOVERNMENT = "government"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    COMMUNITY = "community"


class Form(StrEnum):
    OVERALL = "overall"
    SPECIAL = "special"
    ONSITE = "onsite"


class Matter(StrEnum):
    """What the plan is for; 总体 plans are for all of it."""

    GENERAL = "general"
    FIRE = "fire"
    CHEMICAL = "chemical"
    GAS = "gas"
    FLOOD = "flood"
    SNOW = "snow"
    QUAKE = "quake"
    COLLAPSE = "collapse"
    CROWD = "crowd"
    ELEVATOR = "elevator"
    OUTAGE = "outage"
    HEALTH = "health"


# To whose plans a plan of each tier is linked upward; the district's own plan is linked to the city's, outside.
UPWARD: Mapping[Tier, tuple[Tier, ...]] = {
    Tier.GOVERNMENT: (),
    Tier.SUBDISTRICT: (Tier.GOVERNMENT,),
    Tier.DEPARTMENT: (Tier.GOVERNMENT,),
    Tier.ENTERPRISE: (Tier.SUBDISTRICT, Tier.DEPARTMENT, Tier.GOVERNMENT),
    Tier.COMMUNITY: (Tier.SUBDISTRICT,),
}

TRIGGERS = Editions(
    "预案修订情形",
    [
        Edition(
            (
                ("law", msgid("制定预案所依据的法律、法规、规章、标准发生重大变化")),
                ("command", msgid("应急指挥机构及其职责发生调整")),
                ("risk", msgid("安全生产面临的风险发生重大变化")),
                ("resources", msgid("重要应急资源发生重大变化")),
                ("lesson", msgid("在预案演练或者应急救援中发现需要修订预案的重大问题")),
                ("other", msgid("其他应当修订的情形")),
            ),
            "第六条（六种情形已核对，措辞待核对）",
            ORDINANCE,
            ORDINANCE_SINCE,
        )
    ],
)
VALID_YEARS = Editions("预案评估周期（年）", [Edition(3, "第三十五条", MEASURES, ALWAYS)])
FILE_DAYS = Editions("预案备案期限（工作日）", [Edition(20, "第二十六条", MEASURES, ALWAYS)])
STEP_DAYS = Editions(
    "预案编制各环节期限（工作日）",
    [Edition({"review": 60, "publish": 20, "register": 5, "revise": 30}, "预案编制", DEFAULT, ALWAYS)],
)


@dataclass(frozen=True, slots=True)
class Frequency:
    """At least one drill in so many months."""

    months: int
    label: str


DRILLS = Editions(
    "应急演练频次",
    [
        Edition(
            {
                "government": Frequency(24, msgid("县级以上政府及其部门每2年至少1次")),
                "high_risk": Frequency(6, msgid("高危和人员密集场所单位每半年至少1次，并报送演练情况")),
            },
            "第八条",
            ORDINANCE,
            ORDINANCE_SINCE,
            None,
            True,
        )
    ],
)
# For the others the general measures speak; from memory.
DRILLS_OTHERS = Editions(
    "其他单位应急演练频次",
    [
        Edition(
            {
                Form.OVERALL: Frequency(12, msgid("综合预案每年至少1次")),
                Form.SPECIAL: Frequency(12, msgid("专项预案每年至少1次")),
                Form.ONSITE: Frequency(6, msgid("现场处置方案每半年至少1次")),
            },
            "第三十三条",
            MEASURES,
            ALWAYS,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of the event and by what it is told."""

    grade: str
    criteria: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the organisation: who holds it and what for."""

    post: str
    unit: str
    duty: str


@dataclass(frozen=True, slots=True)
class Action:
    """One step: which post does what, within how many minutes of the activation, from which response level on."""

    post: str
    action: str
    minutes: int
    level: int = 4


@dataclass(frozen=True, slots=True)
class Means:
    """Something the plan counts on: what, how many, from where."""

    name: str
    quantity: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    post: str
    phone: str


@dataclass(frozen=True)
class Content:
    """A whole plan as a structured document."""

    scope: str = ""
    basis: str = ""
    grades: tuple[Grade, ...] = ()
    posts: tuple[Post, ...] = ()
    actions: tuple[Action, ...] = ()
    means: tuple[Means, ...] = ()
    contacts: tuple[Contact, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


PARTS: Mapping[str, type[Any]] = {
    "grades": Grade,
    "posts": Post,
    "actions": Action,
    "means": Means,
    "contacts": Contact,
}


def read(stored: Mapping[str, Any]) -> Content:
    """The content as it was stored; what is not there yet is empty."""
    parts = {name: tuple(kind(**row) for row in stored.get(name, ())) for name, kind in PARTS.items()}
    return Content(scope=stored.get("scope", ""), basis=stored.get("basis", ""), **parts)


def lacks(content: Content) -> list[str]:
    """What a plan must say and does not; every sentence at once."""
    found = []
    if not content.scope.strip():
        found.append("没有写明适用范围。")
    if not content.grades:
        found.append("没有事件分级。")
    if not content.posts:
        found.append("没有组织机构和职责。")
    if not content.actions:
        found.append("没有处置步骤。")
    if not content.means:
        found.append("没有应急资源。")
    if not content.contacts:
        found.append("没有联系人。")
    known = {each.post for each in content.posts}
    strangers = sorted({each.post for each in content.actions} - known)
    if known and strangers:
        found.append(f"步骤中的“{'、'.join(strangers)}”不在组织机构中。")
    idle = sorted(known - {each.post for each in content.actions})
    if content.actions and idle:
        found.append(f"组织机构中的“{'、'.join(idle)}”没有任何步骤。")
    if any(not each.phone.strip() for each in content.contacts):
        found.append("有联系人没有电话。")
    return found


def check_complete(content: Content) -> None:
    """Refuse a plan that lacks a part, with all that it lacks."""
    found = lacks(content)
    if found:
        raise Refusal("预案尚不完整：" + "".join(found) + "请在“编制内容”中补充。")


def check_actions(actions: Iterable[Action]) -> None:
    for each in actions:
        if not 0 <= each.minutes <= 14_400 or each.level not in (1, 2, 3, 4):
            raise Refusal("步骤的时限应在 0 至 14400 分钟之间，响应级别为一至四级。")


@dataclass(frozen=True, slots=True)
class Upper:
    """A plan above, as a link sees it."""

    tier: Tier
    matter: Matter
    in_force: bool
    label: str = ""


def check_link(tier: Tier, upper: Tier, *, same: bool) -> None:
    """Refuse a link that leads sideways, down, or to the plan itself."""
    if same:
        raise Refusal("预案不能与自身衔接。")
    if upper not in UPWARD[tier]:
        raise Refusal("衔接方向不对：社区对街乡，企业对街乡、部门或区政府，街乡和部门对区政府。")


def link_gaps(tier: Tier, matter: Matter, uppers: Sequence[Upper]) -> list[str]:
    """Where the link upward is missing or does not hold."""
    if tier == Tier.GOVERNMENT:
        return []
    if not uppers:
        return ["没有与上级预案衔接。"]
    found = [f"上级预案“{each.label}”未生效或须修订。" for each in uppers if not each.in_force]
    matching = any(each.matter in (matter, Matter.GENERAL) for each in uppers)
    if matter != Matter.GENERAL and not matching:
        found.append("上级预案中没有同类事件的预案或总体预案。")
    return found


def missing_below(matters: Iterable[Matter], there: Mapping[int, set[Matter]]) -> dict[int, list[Matter]]:
    """For each unit below, the matters for which the level above has a plan and the unit has none."""
    wanted = [each for each in dict.fromkeys(matters) if each != Matter.GENERAL]
    return {key: [each for each in wanted if each not in has] for key, has in there.items()}


def expires_on(published_on: date) -> date:
    """The day until which a plan holds without being assessed."""
    years = VALID_YEARS.in_force(published_on).value
    try:
        return published_on.replace(year=published_on.year + years)
    except ValueError:
        return published_on.replace(year=published_on.year + years, day=28)


def step_days(verb: str, on: date) -> Deadline:
    edition = STEP_DAYS.in_force(on)
    return working_days(edition.value[verb], edition.citation)


def filing_days(on: date) -> Deadline:
    edition = FILE_DAYS.in_force(on)
    return working_days(edition.value, edition.citation)


def until(day: date, since: date) -> Deadline:
    return calendar_days(max(0, (day - since).days), VALID_YEARS.in_force(since).citation)


@dataclass(frozen=True, slots=True)
class Drill:
    """How often a plan must be drilled, by which clause, and when next (None: never drilled, so at once)."""

    frequency: Frequency
    citation: str
    due_on: date | None
    late: bool


def drill(tier: Tier, form: Form, *, high_risk: bool, last_on: date | None, on: date) -> Drill:
    """The legal frequency of drills of a plan, and whether it is kept on the day `on`."""
    if tier in (Tier.GOVERNMENT, Tier.DEPARTMENT, Tier.SUBDISTRICT) or high_risk:
        edition = DRILLS.in_force(on)
        frequency = edition.value["high_risk" if high_risk else "government"]
        citation = edition.citation
    else:
        others = DRILLS_OTHERS.in_force(on)
        frequency, citation = others.value[form], others.citation
    if last_on is None:
        return Drill(frequency, citation, None, True)
    due_on = add_months(last_on, frequency.months)
    return Drill(frequency, citation, due_on, on > due_on)


def trigger_label(key: str, on: date) -> str:
    return next((label for each, label in TRIGGERS.in_force(on).value if each == key), key)
