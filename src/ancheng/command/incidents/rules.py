"""What the rules say about incidents: clocks of reports, who may order a response, what a report says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, hours, working_days
from ancheng.command.incidents.declare import Ask
from ancheng.science.geometry import haversine_m

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
LAW_2024 = "突发事件应对法（2024年修订）"
BEIJING_RULES = "北京市实施《突发事件应对法》办法"
ORDER_493 = "生产安全事故报告和调查处理条例（国务院令第493号）"
SINCE_LAW = date(2024, 11, 1)


def _default(name: str, deadline: Deadline) -> Editions[Deadline]:
    return Editions(name, [Edition(deadline, name, DEFAULT, ALWAYS)])


RESPOND_WITHIN = _default("接报后开始处置时限", hours(0.5, msgid("产品默认（未核对）")))
CLOSE_WITHIN = _default("处置时限", hours(72, msgid("产品默认（未核对）")))
REVIEW_WITHIN = _default("处置结束后复盘时限", working_days(20, msgid("产品默认（未核对）")))


class Sort(StrEnum):
    """What an entry of the log is."""

    CALL = "call"
    NOTE = "note"
    SITUATION = "situation"
    ORDER = "order"
    TASK = "task"
    NEED = "need"
    RESOURCE = "resource"
    RESPONSE = "response"
    REPORT = "report"
    INSTRUCTION = "instruction"
    STATE = "state"
    MERGE = "merge"
    CORRECTION = "correction"


SORTS = {
    Sort.CALL: msgid("接报"),
    Sort.NOTE: msgid("记事"),
    Sort.SITUATION: msgid("现场情况"),
    Sort.ORDER: msgid("指令"),
    Sort.TASK: msgid("任务"),
    Sort.NEED: msgid("需求"),
    Sort.RESOURCE: msgid("资源"),
    Sort.RESPONSE: msgid("响应"),
    Sort.REPORT: msgid("报告"),
    Sort.INSTRUCTION: msgid("批示"),
    Sort.STATE: msgid("进程"),
    Sort.MERGE: msgid("合并"),
    Sort.CORRECTION: msgid("更正"),
}
# What a person may write; all others are written by what was done.
WRITTEN = (Sort.SITUATION, Sort.NOTE, Sort.ORDER, Sort.CORRECTION)


class ReportSort(StrEnum):
    FIRST = "first"
    FOLLOW = "follow"
    FINAL = "final"


REPORTS = {ReportSort.FIRST: msgid("初报"), ReportSort.FOLLOW: msgid("续报"), ReportSort.FINAL: msgid("终报")}

# In hours after the incident became known.
FIRST_ACCIDENT = Editions(
    "事故逐级上报时限（小时）", [Edition(2.0, "第十一条", ORDER_493, date(2007, 6, 1), None, True)]
)
# The rule says “立即”; the number that stands for it is the product's.
FIRST_GRAVE = Editions(
    "较大以上和敏感事件初报时限（小时）",
    [Edition(0.5, "第三十八条（立即；30分钟为产品默认）", BEIJING_RULES, ALWAYS)],
)
FIRST_OTHER = Editions("一般事件初报时限（小时）", [Edition(2.0, "初报", DEFAULT, ALWAYS)])
FOLLOW_GRAVE = Editions(
    "较大以上和敏感事件续报间隔（小时）",
    [Edition(4.0, "第三十八条（续报至结束；间隔为产品默认）", BEIJING_RULES, ALWAYS)],
)
FOLLOW_OTHER = Editions("一般事件续报间隔（小时）", [Edition(24.0, "续报", DEFAULT, ALWAYS)])
FINAL_AFTER = Editions("终报时限（处置结束后小时）", [Edition(24.0, "终报", DEFAULT, ALWAYS)])


@dataclass(frozen=True, slots=True)
class Due:
    """The report that is awaited, by when and by which clause."""

    sort: ReportSort
    at: datetime
    citation: str


def next_report(
    *,
    known_at: datetime,
    last: tuple[ReportSort, datetime] | None,
    closed_at: datetime | None,
    grade: int | None,
    sensitive: bool,
    accident: bool,
    on: date,
) -> Due | None:
    """Which report is awaited; None when the last word was sent."""
    grave = sensitive or (grade is not None and grade <= 3)
    if last is not None and last[0] == ReportSort.FINAL:
        return None
    if last is None:
        rule = FIRST_GRAVE if grave else FIRST_ACCIDENT if accident else FIRST_OTHER
        sort, since = ReportSort.FIRST, known_at
    elif closed_at is not None:
        rule, sort, since = FINAL_AFTER, ReportSort.FINAL, closed_at
    else:
        rule, sort, since = FOLLOW_GRAVE if grave else FOLLOW_OTHER, ReportSort.FOLLOW, last[1]
    edition = rule.in_force(on)
    return Due(sort, since + timedelta(hours=edition.value), edition.citation)


def check_report(sort: ReportSort, sent: Sequence[ReportSort], *, closed: bool) -> None:
    """初报 comes once and first, 终报 last and after the end of the response."""
    if ReportSort.FINAL in sent:
        raise Refusal("终报已报送，如有变化请重新处置后再报。")
    if sort == ReportSort.FIRST and sent:
        raise Refusal("初报已报送，请改报续报。")
    if sort != ReportSort.FIRST and not sent:
        raise Refusal("请先报送初报。")
    if sort == ReportSort.FINAL and not closed:
        raise Refusal("处置结束后才能报送终报。")


class Level(IntEnum):
    """Response levels, 1 the highest."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4


LEVELS = {Level.I: msgid("一级"), Level.II: msgid("二级"), Level.III: msgid("三级"), Level.IV: msgid("四级")}
# Levels III and IV are the district's own; for I and II an order of the city is needed.
LEVELS_OF_DISTRICT = Editions(
    "区级可启动的响应级别", [Edition((3, 4), "第四十二条（预警权限，响应比照）", BEIJING_RULES, ALWAYS)]
)
ORDER_CONTENT = Editions(
    "应急响应须载明内容",
    [Edition(("事项", "级别", "预计期限", "应对措施"), "第七十二条", LAW_2024, SINCE_LAW, None, True)],
)


def may_order(role: Role | None) -> bool:
    """Who orders, changes and lifts a response; None is the platform."""
    return role in (None, Role.COMMANDER, Role.OFFICE)


def check_order(
    *,
    level: int,
    matter: str,
    measures: str,
    duration_hours: int,
    city_number: str,
    role: Role | None,
    on: date,
) -> None:
    """Who may order which response, and what an order must state."""
    if level not in LEVELS:
        raise Refusal("请选择响应级别。")
    if not may_order(role):
        raise NotAllowed("应急响应由指挥员或安委办启动、调整和解除。")
    if not matter.strip() or not measures.strip() or not 1 <= duration_hours <= 24 * 60:
        raise Refusal(
            f"应急响应须载明事项、级别、预计期限（1至1440小时）和应对措施（{LAW_2024}第七十二条）。"
        )
    edition = LEVELS_OF_DISTRICT.in_force(on)
    if level not in edition.value and not city_number.strip():
        raise Refusal(f"一级、二级响应须有市级决定或授权，请填写市级文号（{edition.citation}）。")


def check_lift(*, role: Role | None) -> None:
    if not may_order(role):
        raise NotAllowed("应急响应由指挥员或安委办启动、调整和解除。")


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as the look for doubles compares it."""

    id: int
    kind: str
    happened_at: datetime
    lon: float | None
    lat: float | None


DOUBLE_M, DOUBLE_HOURS = 800.0, 6.0


def doubles(of: Told, others: Iterable[Told]) -> list[int]:
    """Who may tell of the same thing: same kind, near in time and place; the nearest in time first."""
    found = []
    for each in others:
        apart = abs((each.happened_at - of.happened_at).total_seconds())
        if each.id == of.id or each.kind != of.kind or apart > DOUBLE_HOURS * 3600:
            continue
        if of.lon is None or of.lat is None or each.lon is None or each.lat is None:
            continue
        if haversine_m(of.lon, of.lat, each.lon, each.lat) <= DOUBLE_M:
            found.append((apart, each.id))
    return [key for _, key in sorted(found)]


@dataclass(frozen=True, slots=True)
class Force:
    """Crews with one ability: on the way, on the scene, gone home with their work done."""

    way: int = 0
    scene: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A need and who fills it: `filled` came by other ways and was written down by hand, `force` are crews."""

    amount: int
    filled: int = 0
    force: Force = Force()

    @property
    def there(self) -> int:
        return self.filled + self.force.scene

    @property
    def short(self) -> int:
        """What nobody was sent for; who turned round leaves it open again, who did the work does not."""
        return max(self.amount - self.there - self.force.way - self.force.done, 0)


# What the states of a turnout count as; who declined or was recalled counts as nothing.
ON_THE_WAY, DONE = ("ordered", "accepted", "en_route"), "done"


def forces(turnouts: Iterable[tuple[str, str]]) -> dict[str, Force]:
    """By ability, from pairs of ability and state of a turnout: always counted anew, never kept beside the turnouts."""
    counts: dict[str, list[int]] = {}
    for ability, state in turnouts:
        row = counts.setdefault(ability, [0, 0, 0])
        row[0] += state in ON_THE_WAY
        row[1] += state == "on_scene"
        row[2] += state == DONE
    return {ability: Force(*row) for ability, row in counts.items()}


def joined(own: Sequence[Ask], asked: Sequence[Ask]) -> list[Ask]:
    """What a kind of incident needs and what others ask for it: of the same ability once, the greater amount."""
    more = {each.ability: each for each in asked}
    found = []
    for each in own:
        other = more.pop(each.ability, None) if each.ability else None
        found.append(replace(each, amount=max(each.amount, other.amount)) if other else each)
    return [*found, *more.values()]


def check_need(name: str, amount: int, filled: int) -> None:
    if not name.strip():
        raise Refusal("请填写需要什么，如“移动排水泵车”。")
    if not 1 <= amount <= 100_000:
        raise Refusal("需求数量应为 1 至 100000。")
    if not 0 <= filled <= 100_000:
        raise Refusal("已到数量应为 0 至 100000。")


def crew_words(
    crew: str, label: str, state: str, *, took_s: float | None = None, eta_s: float | None = None
) -> str:
    """A step of a crew in words of the log, with how long it was on the road, or will be while it is still coming."""
    said = f"{crew}：{label}"
    if took_s is not None:
        return f"{said}，路上用时{_road(took_s)}"
    if eta_s is not None and state in ON_THE_WAY:
        return f"{said}，预计路上{_road(eta_s)}"
    return said


def _road(seconds: float) -> str:
    """A short way is not called nought minutes."""
    return f"{seconds / 60:.0f}分钟" if seconds >= 60 else "不足1分钟"


def need_words(name: str, amount: int, unit: str, there: int, reason: str = "") -> str:
    """A need in words of the log: how much is asked for, how much is there, why something lacks."""
    said = f"{name}：需 {amount}{unit}，已到 {there}{unit}"
    return f"{said}，缺口原因：{reason}" if reason else said
