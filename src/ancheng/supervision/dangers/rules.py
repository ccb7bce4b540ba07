"""What the law and the house say about dangers: clocks by edition, who may report, who may not check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ancheng.base.editions import Edition, Editions, NotInForce
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, calendar_days, working_days
from ancheng.supervision.dangers.values import Finding, Grade, ListingPlan, NewPenalty, Source

DEFAULT = "产品默认"
ORDER_16 = "安全生产事故隐患排查治理暂行规定（安监总局令第16号）"
LAW_2021 = "安全生产法（2021年修正）"
SINCE_16 = date(2008, 2, 1)
ALWAYS = date(2000, 1, 1)

CHECKERS = (*OFFICERS, Role.OFFICE)

# Who may report what each source finds; the platform itself reports what sensors find.
REPORTERS: dict[Source, tuple[Role, ...]] = {
    Source.SELF_CHECK: (Role.ENTERPRISE, *CHECKERS),
    Source.INSPECTION: CHECKERS,
    Source.PATROL: (Role.GRID, *CHECKERS),
    Source.HOTLINE: (*CHECKERS, Role.DUTY),
    Source.SENSOR: (*CHECKERS, Role.DUTY),
    Source.ACCIDENT: CHECKERS,
    Source.SUPERVISION: CHECKERS,
}


def _days(name: str, *editions: tuple[int, str, str, date, date | None, bool]) -> Editions[int]:
    return Editions(name, [Edition(*each) for each in editions])


# Days from the order to its end when the order itself names none.
RECTIFY_GENERAL = _days("一般隐患整改期限", (15, "一般隐患", DEFAULT, ALWAYS, None, False))
RECTIFY_MAJOR = _days("重大隐患整改期限", (60, "重大隐患", DEFAULT, ALWAYS, None, False))
# Working days within which the supervising unit acts.
GRADE_WITHIN = _days("隐患核定期限", (1, "核定", DEFAULT, ALWAYS, None, False))
ORDER_WITHIN = _days("下达整改要求期限", (1, "下达整改", DEFAULT, ALWAYS, None, False))
ACCEPT_WITHIN = _days("一般隐患验收期限", (3, "验收", DEFAULT, ALWAYS, None, False))
RECHECK_WITHIN = _days("独立复查期限", (5, "复查", DEFAULT, ALWAYS, None, False))
AGAIN_WITHIN = _days("退回后再整改期限", (5, "退回整改", DEFAULT, ALWAYS, None, False))
ENFORCED_WITHIN = _days("移送执法后整改期限", (10, "移送执法", DEFAULT, ALWAYS, None, False))
# Calendar days after the application within which a major danger is reviewed on the spot.
SITE_REVIEW = _days("重大隐患现场审查期限", (10, "第十八条", ORDER_16, SINCE_16, None, False))
LIST_WITHIN = _days("挂牌决定期限", (5, "挂牌", DEFAULT, ALWAYS, None, False))
PLAN_WITHIN = _days("治理方案报备期限", (5, "方案报备", DEFAULT, ALWAYS, None, False))
LISTING_STEP_WITHIN = _days("挂牌督办各环节期限", (5, "督办环节", DEFAULT, ALWAYS, None, False))
CLOSURE_WITHIN = _days("提请关闭后决定期限", (10, "提请关闭", DEFAULT, ALWAYS, None, False))
# Days after the quarter, and last day of January, by which an enterprise files its statistics.
QUARTER_FILED = _days("季度隐患统计报送期限", (15, "第十四条", ORDER_16, SINCE_16, None, False))
YEAR_FILED = _days("年度隐患统计报送期限", (31, "第十四条", ORDER_16, SINCE_16, None, False))


@dataclass(frozen=True, slots=True)
class RepeatThreshold:
    """So many penalties in so many days, or so many in one year."""

    in_days: int
    days: int
    in_year: int


# 三次/一百八十日 or 四次/一年: the words of the law since 1 September 2021; the law of 2014 had no such count.
REPEAT = Editions(
    "重大隐患屡罚不改的提请关闭条件",
    [Edition(RepeatThreshold(3, 180, 4), "第一百一十三条第一项", LAW_2021, date(2021, 9, 1), None, True)],
)


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    """The edition in force as a period of working days that cites its clause."""
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


def in_calendar_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return calendar_days(edition.value, edition.citation)


def default_due_on(grade: Grade, on: date) -> date:
    """The day by which a danger is to be removed when nobody named one."""
    editions = RECTIFY_MAJOR if grade == Grade.MAJOR else RECTIFY_GENERAL
    return on + timedelta(days=editions.in_force(on).value)


def check_finding(finding: Finding, *, role: Role | None, unit_id: int | None) -> None:
    """Refuse a finding that says too little, or that this seat may not report."""
    if not finding.title.strip():
        raise Refusal("请写明发现了什么隐患。")
    if len(finding.title) > 200:
        raise Refusal("隐患名称请控制在200字以内，详细情况写入描述。")
    if role is not None and role not in REPORTERS[finding.source]:
        raise NotAllowed("当前岗位不能登记这一来源的隐患，请由发现隐患的岗位登记。")
    if role == Role.ENTERPRISE and finding.enterprise_id != unit_id:
        raise NotAllowed("企业只能登记本企业的自查隐患。")


def check_order(*, grade: Grade, requirement: str, interim: str, due_on: date | None, today: date) -> None:
    """Refuse an order without demands or day; a major danger also needs what protects people meanwhile."""
    if len(requirement.strip()) < 4:
        raise Refusal("请写明整改要求。")
    if due_on is None:
        raise Refusal("请填写整改期限。")
    if due_on < today:
        raise Refusal(f"整改期限 {due_on:%Y-%m-%d} 早于今天，请重新填写。")
    if grade == Grade.MAJOR and len(interim.strip()) < 4:
        raise Refusal("重大隐患整改前或整改中须写明撤出人员、停产停业、停止使用等临时安全措施。")


def check_result(result: str, photos_after: int) -> None:
    """Refuse a rectification that nobody could check."""
    if len(result.strip()) < 6:
        raise Refusal("请概述整改情况（不少于6个字）。")
    if not photos_after:
        raise Refusal("请先上传至少一张整改后的照片，再申请验收。")


def check_independent(by_id: int | None, *, rectified_by: int | None, accepted_by: int | None) -> None:
    """The re-check is somebody else's work than the rectification and its acceptance."""
    if by_id is None:
        raise NotAllowed("复查须由具体人员作出。")
    if by_id == rectified_by:
        raise NotAllowed("不能复查本人整改的隐患，请由其他人员复查。")
    if by_id == accepted_by:
        raise NotAllowed("不能复查本人验收的隐患，请由其他人员复查。")


def check_acceptor(by_id: int | None, *, rectified_by: int | None) -> None:
    if by_id is not None and by_id == rectified_by:
        raise NotAllowed("不能验收本人整改的隐患，请由其他人员验收。")


def blocked(verb: str, *, source: Source, grade: Grade, listed: bool) -> str:
    """Why a step that the table permits is not open for this danger now; empty when it is."""
    if listed and verb in ("rectify", "accept", "recheck", "send_back", "refer", "shut"):
        return "该隐患正在挂牌督办，请在挂牌督办中办理。"
    if verb == "undertake" and (source != Source.SELF_CHECK or grade != Grade.GENERAL):
        return "只有企业自查发现的一般隐患可以自行确定期限整改，其他隐患由监管单位下达整改要求。"
    return ""


def check_plan(plan: ListingPlan, *, deadline: date | None) -> None:
    """Refuse a plan in which one of the five items is missing, or that ends after the listing does."""
    items = {
        "治理目标和任务": plan.targets,
        "治理方法和措施": plan.measures,
        "经费和物资": plan.money,
        "负责机构和人员": plan.people,
    }
    missing = [label for label, text in items.items() if len(text.strip()) < 2]
    if plan.due_on is None:
        missing.append("治理时限")
    if missing:
        raise Refusal(f"治理方案缺少：{'、'.join(missing)}。五项内容须填写齐全。")
    if len(plan.safety.strip()) < 4:
        raise Refusal("请写明治理期间的安全措施和应急预案。")
    if deadline and plan.due_on and plan.due_on > deadline:
        raise Refusal(f"治理时限 {plan.due_on:%Y-%m-%d} 晚于挂牌督办期限 {deadline:%Y-%m-%d}，请调整。")


def check_penalty(penalty: NewPenalty, *, today: date) -> None:
    if not penalty.number.strip():
        raise Refusal("请填写处罚决定书文号。")
    if penalty.decided_on > today:
        raise Refusal("处罚决定日期不能晚于今天。")


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often an enterprise was penalised, and whether the government is to be asked to close it."""

    within_days: int
    within_year: int
    major_open: bool
    ask_closure: bool
    citation: str


def repeat_offender(penalised_on: Iterable[date], *, on: date, major_open: bool) -> Repeat:
    """Count the penalties up to `on`; a rule that does not hold on the day asks for nothing, and says so."""
    known = sorted(each for each in penalised_on if each <= on)
    try:
        edition = REPEAT.in_force(on)
    except NotInForce as fault:
        return Repeat(0, 0, major_open, False, fault.sentence)
    rule = edition.value
    in_days = sum(on - each < timedelta(days=rule.days) for each in known)
    in_year = sum(each > _year_before(on) for each in known)
    asked = major_open and (in_days >= rule.in_days or in_year >= rule.in_year)
    return Repeat(in_days, in_year, major_open, asked, edition.citation)


def _year_before(on: date) -> date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter (1 to 4) of a year, or the whole year (0)."""

    year: int
    quarter: int = 0

    @property
    def first(self) -> date:
        return date(self.year, max(self.quarter - 1, 0) * 3 + 1, 1)

    @property
    def last(self) -> date:
        end = 12 if not self.quarter else self.quarter * 3
        return date(self.year + end // 12, end % 12 + 1, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        return f"{self.year}年第{self.quarter}季度" if self.quarter else f"{self.year}年度"

    @property
    def key(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def before(self) -> Period:
        if self.quarter == 0:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    @property
    def filed_by(self) -> date:
        """The last day on which the statistics of the period are filed in time."""
        if self.quarter:
            return self.last + timedelta(days=QUARTER_FILED.in_force(self.last).value)
        return date(self.year + 1, 1, YEAR_FILED.in_force(self.last).value)

    @property
    def filing_citation(self) -> str:
        return (QUARTER_FILED if self.quarter else YEAR_FILED).in_force(self.last).citation


def read_period(text: str) -> Period:
    """A period from 2026 or 2026Q3."""
    year, _, quarter = text.strip().upper().partition("Q")
    if year.isascii() and year.isdigit() and 2008 < int(year) < 2100 and quarter in ("", "1", "2", "3", "4"):
        return Period(int(year), int(quarter or 0))
    raise Refusal("统计期请写成 2026 或 2026Q3。")


def period_of(day: date) -> Period:
    return Period(day.year, (day.month - 1) // 3 + 1)


def rate_percent(part: int, whole: int) -> float | None:
    """A share in percent, to one place; None where there is nothing to share, which is not 0."""
    return None if not whole else round(part * 100 / whole, 1)


@dataclass(frozen=True, slots=True)
class NewItem:
    """One line of a checklist as it is written."""

    part: str
    text: str
    clause: str
    grade: Grade = Grade.GENERAL
    verified: bool = False


def read_items(text: str) -> list[NewItem]:
    """Items from lines “部位｜检查内容｜依据｜等级”; refuses with the number of the first line that is none."""
    items: list[NewItem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [each.strip() for each in line.replace("\t", "｜").replace("|", "｜").split("｜")]
        if len(cells) < 3 or not all(cells[:3]):
            raise Refusal(f"第{number}行应写成“部位｜检查内容｜依据｜等级”，前三项不能为空。")
        grade = cells[3] if len(cells) > 3 else ""
        if grade not in ("", "一般", "重大"):
            raise Refusal(f"第{number}行的等级应为“一般”或“重大”。")
        items.append(NewItem(cells[0], cells[1], cells[2], Grade.MAJOR if grade == "重大" else Grade.GENERAL))
    return check_items(items)


def check_items(items: Sequence[NewItem]) -> list[NewItem]:
    """Refuse an empty list, and one in which a line stands twice."""
    if not items:
        raise Refusal("清单至少要有一项。")
    texts = [each.text for each in items]
    twice = next((each for each in texts if texts.count(each) > 1), None)
    if twice:
        raise Refusal(f"“{twice}”在清单中重复。")
    return list(items)
