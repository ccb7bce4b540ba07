"""What the law says about major hazards: who must file what by when, drilled how often; S, R and level by GB 18218."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ancheng.base.clock import add_months
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline, calendar_days, working_days
from ancheng.science.model import BadInput
from ancheng.science.models import gb18218
from ancheng.supervision.hazards.values import (
    Amount,
    Assessment,
    Contact,
    Exercise,
    Exposure,
    Line,
    Post,
    Regime,
    Sort,
    SpecialPlan,
    Verdict,
)

ORDER_40 = "危险化学品重大危险源监督管理暂行规定（安监总局令第40号，2015年修正）"
PACKAGE_2021 = "危险化学品企业重大危险源安全包保责任制办法（试行）（应急厅〔2021〕12号）"
LAW_2021 = "安全生产法（2021年修正）"
DEFAULT = "产品默认"
SINCE_40, SINCE_2021, ALWAYS = date(2011, 12, 1), date(2021, 2, 4), date(2000, 1, 1)
RADIUS_M = 500
MOST_SUBSTANCES = 60

POSTS = {Post.PRINCIPAL: "主要负责人", Post.TECHNICAL: "技术负责人", Post.OPERATION: "操作负责人"}
DECLARERS = (Role.ENTERPRISE, Role.SUBDISTRICT, Role.OFFICE)
SUPERVISORS = (Role.DEPARTMENT, Role.ENFORCEMENT, Role.OFFICE)
KEEPERS = (Role.ENTERPRISE, Role.SUBDISTRICT, Role.DEPARTMENT, Role.ENFORCEMENT, Role.OFFICE)


def _one(name: str, value: int, clause: str, *, source: str = ORDER_40) -> Editions[int]:
    since = SINCE_40 if source == ORDER_40 else ALWAYS
    return Editions(name, [Edition(value, clause, source, since, None, False)])


# 期限的条号来自记忆，未核对原文 (unverified), and said so wherever they are shown.
FILE_WITHIN = _one("评估报告完成后备案申报期限（日）", 15, "第二十三条")
REASSESS_AFTER = _one("重新辨识评估周期（月）", 36, "第十一条")
SPECIAL_DRILL = _one("专项应急预案演练周期（月）", 12, "第二十一条")
ON_SITE_DRILL = _one("现场处置方案演练周期（月）", 6, "第二十一条")
CANCEL_WITHIN = _one("核销审查期限（日）", 30, "第二十八条")
ASSESS_WITHIN = _one("辨识后完成安全评估期限（日）", 30, "安全评估", source=DEFAULT)
REGISTER_WITHIN = _one("备案审查期限（工作日）", 10, "备案审查", source=DEFAULT)
AMEND_WITHIN = _one("补正期限（工作日）", 5, "补正", source=DEFAULT)
SUPERVISE_WITHIN = _one("备案后纳入监管期限（工作日）", 5, "纳入监管", source=DEFAULT)
DRILLS = {Exercise.SPECIAL: SPECIAL_DRILL, Exercise.ON_SITE: ON_SITE_DRILL}
# The standard by which is identified; what was identified before keeps the figures of its day.
STANDARD = Editions(
    "危险化学品重大危险源辨识标准",
    [Edition("GB 18218-2018", "4.2、4.3", "国家标准", date(2019, 3, 1), None, True)],
)
THREE_PERSONS = Editions(
    "重大危险源三级包保责任人",
    [Edition(True, "第三条", PACKAGE_2021, SINCE_2021, None, False)],
)


@dataclass(frozen=True, slots=True)
class Preview:
    """An inventory while it is typed: what is known so far, what is wrong line by line, the verdict when nothing is."""

    verdict: Verdict | None
    lines: tuple[Line | None, ...]
    faults: tuple[str, ...]

    @property
    def fault_count(self) -> int:
        return sum(1 for each in self.faults if each)


def judge(amounts: Sequence[Amount], population: int) -> Verdict:
    """S, R and level of a unit by GB 18218-2018; refuses with a sentence what the standard does not know."""
    if len(amounts) > MOST_SUBSTANCES:
        raise BadInput(f"一个单元最多登记{MOST_SUBSTANCES}种物质，请按单元划分分别登记。")
    for each in amounts:
        if each.quantity_t <= 0:
            raise BadInput(f"“{each.name}”的最大设计量应大于零（吨）。")
    known = [_row(each) for each in amounts]
    found = gb18218.MODEL.run({"population": population, "substances": known})
    lines = tuple(
        Line(
            row["name"],
            row["quantity_t"],
            row["critical_quantity_t"],
            row["q_over_Q"],
            row["beta"],
            row["beta_basis"],
            row["beta_verified"],
        )
        for row in found["substances"]
    )
    return Verdict(
        lines,
        population,
        found["alpha"],
        found["S"],
        found["R"],
        found["level"] or "",
        found["is_major"],
        tuple(found["unverified"]),
    )


def preview(amounts: Sequence[tuple[str, str, str]], population: int | None) -> Preview:
    """As `judge`, for fields as they stand in a form (name, quantity, class): no fault stops the others."""
    lines: list[Line | None] = []
    faults: list[str] = []
    sound: list[Amount] = []
    for name, quantity, hazard_class in amounts:
        try:
            amount = read_amount(name, quantity, hazard_class)
            lines.append(judge([amount], population or 0).lines[0] if amount else None)
            faults.append("")
            sound += [amount] if amount else []
        except Refusal as refusal:
            lines.append(None)
            faults.append(refusal.sentence)
    whole = bool(sound) and not any(faults) and population is not None
    return Preview(judge(sound, population or 0) if whole else None, tuple(lines), tuple(faults))


def read_amount(name: str, quantity: str, hazard_class: str = "") -> Amount | None:
    """One line of the inventory; None where it is empty, a refusal where it is half filled in."""
    name, quantity = name.strip(), quantity.strip()
    if not name and not quantity:
        return None
    if not name:
        raise BadInput("填写了数量而没有物质名称，请补填名称或CAS号。")
    known = gb18218.find(name, hazard_class if hazard_class in gb18218.CLASSES else None)
    if not quantity:
        raise BadInput(
            f"{known.name}：临界量 {known.critical_quantity_t:g} 吨，β {known.beta:g}。请填写最大设计量（吨）。"
        )
    try:
        value = float(quantity.replace(",", "").replace("，", ""))
    except ValueError:
        raise BadInput(f"“{name}”的最大设计量“{quantity[:20]}”不是数字，请填写吨数。") from None
    if not 0 < value <= 10_000_000:
        raise BadInput(f"“{name}”的最大设计量应大于零、不超过一千万吨，请核对单位是否为吨。")
    return Amount(name[:80], value, hazard_class if hazard_class in gb18218.CLASSES else "")


def _row(amount: Amount) -> dict[str, object]:
    row: dict[str, object] = {"name": amount.name, "quantity_t": amount.quantity_t}
    return row | ({"class": amount.hazard_class} if amount.hazard_class else {})


def check_unit(name: str, sort: str, regime: str) -> None:
    if len(name.strip()) < 2:
        raise Refusal("请填写单元名称，如“液氨储罐区”。")
    if sort not in set(Sort) or regime not in set(Regime):
        raise Refusal("请选择单元类型（生产单元或储存单元）和适用规定。")


def check_exposure(exposure: Exposure) -> None:
    """A number that differs from what the register says needs a reason and a source."""
    if not 0 <= exposure.people <= 10_000_000:
        raise Refusal("厂界外500米内人数应为不小于零的整数。")
    if exposure.people != exposure.from_map and not (exposure.why.strip() and exposure.source.strip()):
        raise Refusal("暴露人数与地图查询结果不同（或没有查询结果），请写明调整理由和数据来源。")


def check_assessment(report: Assessment, today: date) -> None:
    if not report.number.strip() or not report.by_whom.strip() or report.reported_on is None:
        raise Refusal("请填写评估报告编号、评估单位和报告日期。")
    if report.reported_on > today:
        raise Refusal("评估报告日期不能晚于今天。")


def check_contact(contact: Contact) -> None:
    if contact.post not in set(Post):
        raise Refusal("请选择责任人的岗位。")
    if not contact.name.strip() or not contact.phone.strip():
        raise Refusal(f"请填写{POSTS[Post(contact.post)]}的姓名和电话。")


def check_plan(plan: SpecialPlan, today: date) -> None:
    if not plan.number.strip() or not plan.title.strip() or plan.approved_on is None:
        raise Refusal("请填写专项应急预案的名称、编号和批准日期。")
    if plan.approved_on > today:
        raise Refusal("预案批准日期不能晚于今天。")


def missing_for_declaration(
    *, s: float, posts: Iterable[str], has_plan: bool, has_report: bool, has_place: bool
) -> list[str]:
    """What a declaration still lacks, each as a sentence that says what to do."""
    lacking = []
    if s < 1:
        lacking.append("S 小于 1，不构成重大危险源，不需要申报，请办理“不构成重大危险源”。")
    if not has_place:
        lacking.append("在地图上标绘单元位置。")
    if not has_report:
        lacking.append("上传安全评估报告文件。")
    if not has_plan:
        lacking.append("登记“一对一”专项应急预案并上传文件。")
    held = set(posts)
    lacking += [f"登记{label}的姓名和电话。" for post, label in POSTS.items() if post not in held]
    return lacking


def reassess_on(reported_on: date) -> date:
    """Until when a hazard is identified and assessed anew."""
    return add_months(reported_on, REASSESS_AFTER.in_force(reported_on).value)


def next_drill_on(exercise: Exercise, last: date) -> date:
    """Until when the next drill is due after one on `last` (or after the plan was approved)."""
    return add_months(last, DRILLS[exercise].in_force(last).value)


def file_until(reported_on: date, since: date) -> Deadline:
    """Fifteen days from the report, as the days that are left on `since`."""
    edition = FILE_WITHIN.in_force(reported_on)
    return calendar_days(edition.value - (since - reported_on).days, edition.citation)


def until(day: date, since: date, citation: str) -> Deadline:
    return calendar_days((day - since).days, citation)


def in_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return calendar_days(edition.value, edition.citation)


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)
