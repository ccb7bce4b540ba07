"""What the law and the house say about inspections: ratios, weights, clocks by edition; what a record must hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, working_days
from ancheng.science.fair_draw.library import MOST_TICKETS
from ancheng.supervision.enforcement.values import (
    Answer,
    FieldRecord,
    NewInspector,
    NewItem,
    NewQuota,
    NewRecording,
    Spot,
    Terms,
    Verdict,
)

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
RANDOM_2015 = "国务院办公厅关于推广随机抽查规范事中事后监管的通知（国办发〔2015〕58号）"
RANDOM_2019 = "国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见（国发〔2019〕5号）"
BEIJING_2022 = "北京市安全生产条例（2022年）"
SINCE_2015, SINCE_2019 = date(2015, 7, 29), date(2019, 1, 27)

INSPECTORS = (*OFFICERS, Role.OFFICE)
DRAWERS = (Role.OFFICE, Role.ENFORCEMENT, Role.DEPARTMENT)
KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)


def _whole(name: str, *editions: tuple[int, str, str, date, date | None, bool]) -> Editions[int]:
    return Editions(name, [Edition(*each) for each in editions])


# Hundredths of a percent of the library that are drawn in a year at the least: a usual figure, not a law's.
RATIO_FLOOR_BP = _whole("年度抽查比例下限", (500, "通行做法", DEFAULT, ALWAYS, None, False))
PER_SUBJECT = _whole("每个对象的执法人员数", (2, "二、（一）", RANDOM_2015, SINCE_2015, None, False))
# Working days after the end of the task within which its result is public; before 2019 a default.
PUBLISH_WITHIN = _whole(
    "抽查结果公示期限",
    (20, "抽查结果公示", DEFAULT, ALWAYS, SINCE_2019 - timedelta(days=1), False),
    (20, "（七）", RANDOM_2019, SINCE_2019, None, False),
)
# Who stands on a list of bad credit is inspected at least once in so many months.
LISTED_EVERY_MONTHS = _whole("失信企业检查间隔（月）", (3, "列入失信名单", DEFAULT, ALWAYS, None, False))
ASSIGN_WITHIN = _whole("派员期限", (3, "派员", DEFAULT, ALWAYS, None, False))
RECORD_WITHIN = _whole("现场记录期限", (2, "现场检查记录", DEFAULT, ALWAYS, None, False))
DECIDE_WITHIN = _whole("检查处理期限", (3, "检查处理", DEFAULT, ALWAYS, None, False))
CLOSE_WITHIN = _whole("复查后办结期限", (3, "办结", DEFAULT, ALWAYS, None, False))
APPROVE_WITHIN = _whole("执法计划审批期限", (10, "计划审批", DEFAULT, ALWAYS, None, False))
ANNOUNCE_WITHIN = _whole("抽查方案公布期限", (10, "抽查方案", DEFAULT, ALWAYS, None, False))
DRAW_WITHIN = _whole("公布后抽取期限", (10, "抽取", DEFAULT, ALWAYS, None, False))
DRAW_PUBLISH_WITHIN = _whole("抽查证明公示期限", (60, "抽查证明", DEFAULT, ALWAYS, None, False))
# 执法检查处罚率: above this percentage, not at it.
PENALTY_RATE_ABOVE = _whole("执法检查处罚率目标（%，须大于）", (5, "考核指标", DEFAULT, ALWAYS, None, False))


@dataclass(frozen=True, slots=True)
class Scale:
    """Hundredths by which grade and complaints multiply the chance of being drawn."""

    risk: tuple[tuple[str, int], ...]
    unassessed: int
    per_complaint: int
    most_for_complaints: int


SCALE = Editions(
    "抽查权重",
    [
        Edition(
            Scale((("R", 200), ("O", 150), ("Y", 100), ("B", 50)), 100, 25, 200),
            "第五十二条（原则）",
            BEIJING_2022,
            ALWAYS,
        )
    ],
)
RISK_WORDS = {"R": "重大风险", "O": "较大风险", "Y": "一般风险", "B": "低风险"}
# Tickets of a subject with nothing for or against it.
PLAIN_TICKETS = 4


@dataclass(frozen=True, slots=True)
class Weight:
    """How many tickets a subject holds, and in words why."""

    tickets: int
    reasons: tuple[str, ...]


def weight(*, risk: str, credit: int, credit_why: str, complaints: int, on: date) -> Weight:
    """Tickets from risk grade, credit factor in hundredths and complaints found true; whole numbers throughout."""
    scale = SCALE.in_force(on).value
    by_risk = dict(scale.risk).get(risk, scale.unassessed)
    by_complaints = min(100 + complaints * scale.per_complaint, scale.most_for_complaints)
    millionths = by_risk * credit * by_complaints
    tickets = (PLAIN_TICKETS * millionths + 500_000) // 1_000_000
    reasons = [RISK_WORDS.get(risk, "未评估风险"), credit_why]
    if complaints:
        reasons.append(f"一年内举报查实{complaints}件")
    return Weight(max(1, min(tickets, MOST_TICKETS)), tuple(reasons))


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    """The edition in force as a period of working days that cites its clause."""
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


def above(part: int, whole: int, percent: int) -> bool | None:
    """Whether part of whole is more than a percentage, in whole numbers; None where there is nothing to share."""
    return None if not whole else part * 100 > percent * whole


def percent_text(part: int, whole: int) -> str:
    """A share in percent to two places, rounded half up; empty where there is nothing to share."""
    if not whole:
        return ""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def check_item(item: NewItem) -> None:
    """Refuse an item without a legal basis: nothing is inspected without one."""
    if not item.basis.strip():
        raise Refusal("请填写检查依据（法律、法规、规章的条款）；没有法定依据的事项不得检查。")
    if not item.code.strip() or len(item.title.strip()) < 4:
        raise Refusal("请填写事项编码和名称（名称不少于4个字）。")
    if not item.field.strip():
        raise Refusal("请填写执法领域，抽取执法人员时按领域匹配。")


def check_inspector(inspector: NewInspector) -> None:
    if not inspector.name.strip() or not inspector.certificate.strip():
        raise Refusal("请填写姓名和执法证号。")
    if any(mark in inspector.certificate for mark in "#|"):
        raise Refusal("执法证号不能含有 # 或 |，请核对。")
    if not inspector.fields:
        raise Refusal("请至少填写一个执法领域。")
    if inspector.valid_to < inspector.valid_from:
        raise Refusal("执法证到期日早于发证日，请核对。")


def check_quota(quota: NewQuota, *, year: int) -> None:
    """Refuse a ratio below the floor of the year."""
    edition = RATIO_FLOOR_BP.in_force(date(year, 1, 1))
    if quota.ratio_bp < edition.value:
        raise Refusal(
            f"“{quota.industry}”的抽查比例{percent(quota.ratio_bp)}低于下限{percent(edition.value)}"
            f"（{edition.citation}），请提高比例。"
        )
    if quota.ratio_bp > 10_000:
        raise Refusal("抽查比例不能超过100%。")


def percent(basis_points: int) -> str:
    """Hundredths of a percent as people write them: 5%, 7.5%."""
    return f"{basis_points / 100:g}%"


def check_terms(terms: Terms, *, at: datetime, on: date) -> None:
    """Refuse a draw below the floor, with fewer than two inspectors, or whose public value is known already."""
    if len(terms.title.strip()) < 4:
        raise Refusal("请填写抽查名称（不少于4个字）。")
    if not terms.ratio_bp:
        raise Refusal("请至少选择一个抽查类别。")
    floor = RATIO_FLOOR_BP.in_force(on)
    low = next((group for group, ratio in sorted(terms.ratio_bp.items()) if ratio < floor.value), None)
    if low is not None:
        raise Refusal(f"“{low}”的抽查比例低于下限{percent(floor.value)}（{floor.citation}），请提高比例。")
    if any(ratio > 10_000 for ratio in terms.ratio_bp.values()):
        raise Refusal("抽查比例不能超过100%。")
    least = PER_SUBJECT.in_force(on)
    if terms.per_subject < least.value:
        raise Refusal(f"每个对象至少派{least.value}名执法人员（{least.citation}）。")
    if bool(terms.public_source.strip()) != bool(terms.public_known_at):
        raise Refusal("公开随机来源须写明来源和产生时间，例如“双色球第2026136期开奖号码”及开奖时间。")
    if terms.public_known_at and terms.public_known_at <= at:
        raise Refusal("公开随机来源须在公布方案之后产生，否则结果可以事先知道；请选择以后产生的数值。")


def check_record(record: FieldRecord, *, items: Mapping[int, str], at: datetime) -> None:
    """Refuse a record with an unanswered item, a failure without words, or times that cannot be."""
    missing = [label for key, label in items.items() if key not in record.answers]
    if missing:
        raise Refusal(f"还有{len(missing)}项未填（{'、'.join(missing[:5])}），请逐项填写。")
    unknown = set(record.answers) - set(items)
    if unknown:
        raise Refusal("记录中有不属于本次检查清单的事项，请刷新检查任务后重新填写。")
    bare = [
        items[key]
        for key, answer in record.answers.items()
        if answer.verdict == Verdict.FAIL and len(answer.note.strip()) < 2
    ]
    if bare:
        raise Refusal(f"不合格的事项须写明具体情况：{'、'.join(bare[:5])}。")
    if record.recorded_at < record.arrived_at:
        raise Refusal("记录时间早于到达时间，请核对手机时间。")
    if record.recorded_at > at + timedelta(minutes=10):
        raise Refusal("记录时间晚于现在，请核对手机时间后重新提交。")
    if not record.attended_by.strip() and not record.refused_to_sign.strip():
        raise Refusal("请填写被检查单位在场人员；无人在场或拒绝签字的，写明情况。")
    if record.spot:
        check_spot(record.spot)


def check_spot(spot: Spot) -> None:
    if not (-180 <= spot.longitude <= 180 and -90 <= spot.latitude <= 90):
        raise Refusal("位置超出经纬度的取值，请重新定位。")


def counts(answers: Iterable[Answer]) -> tuple[int, int, int]:
    """How many items passed, failed, do not apply."""
    verdicts = [each.verdict for each in answers]
    return (
        verdicts.count(Verdict.PASS),
        verdicts.count(Verdict.FAIL),
        verdicts.count(Verdict.NOT_APPLICABLE),
    )


def check_team(certificates: Collection[str], *, on: date) -> None:
    """Refuse fewer inspectors than the rule demands."""
    least = PER_SUBJECT.in_force(on)
    if len(set(certificates)) < least.value:
        raise Refusal(f"现场检查须由不少于{least.value}名执法人员进行（{least.citation}），请补派人员。")


def check_order(*, requirement: str, due_on: date | None, failed: int, today: date) -> None:
    """Refuse an order without a failed item, without words, or with a day that is over."""
    if not failed:
        raise Refusal("检查没有不合格事项，不能下达责令限期整改指令。")
    if len(requirement.strip()) < 4:
        raise Refusal("请写明整改要求。")
    if due_on is None or due_on < today:
        raise Refusal("请填写整改期限，不能早于今天。")


def check_recheck(opinion: str) -> None:
    if len(opinion.strip()) < 4:
        raise Refusal("请写明复查意见（不少于4个字）。")


def check_recording(recording: NewRecording) -> None:
    if not recording.device.strip() or not recording.reference.strip():
        raise Refusal("请填写记录设备编号和存储位置。")
    if recording.ended_at <= recording.began_at:
        raise Refusal("记录结束时间应晚于开始时间。")


def quarter_start(day: date) -> date:
    """The first day of the quarter in which `day` lies."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
