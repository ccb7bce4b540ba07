"""What the law says about penalties: periods by edition, who may judge, what a decision must hold to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ancheng.base.clock import add_months
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Calendar, Deadline, calendar_days, hours, shift, working_days
from ancheng.supervision.penalties.values import Band, Instalment, Proposal, Sanction, Spared

DEFAULT = "产品默认"
LAW_2017 = "行政处罚法（2017年修正）"
LAW_2021 = "行政处罚法（2021年修订）"
SAFETY_2021 = "安全生产法（2021年修正）"
COERCION = "行政强制法"
TRANSFER_RULE = "行政执法机关移送涉嫌犯罪案件的规定"
ORDER_15 = "安全生产违法行为行政处罚办法"
ALWAYS = date(1996, 10, 1)
UNTIL_2021, SINCE_2021 = date(2021, 7, 14), date(2021, 7, 15)
SINCE_SAFETY = date(2021, 9, 1)

WORKERS = (*OFFICERS, Role.OFFICE)


@dataclass(frozen=True, slots=True)
class Days:
    """So many days, in calendar or in working days."""

    number: int
    working: bool = False

    def after(self, day: date, calendar: Calendar) -> date:
        """The last day of the period that begins on `day`; that day itself is not counted."""
        return shift(day, self.number, calendar) if self.working else day + timedelta(days=self.number)


def _days(name: str, *editions: tuple[Days, str, str, date, date | None, bool]) -> Editions[Days]:
    return Editions(name, [Edition(*each) for each in editions])


def _default(name: str, number: int) -> Editions[Days]:
    return _days(name, (Days(number, working=True), name, DEFAULT, ALWAYS, None, False))


# 2021 art. 85: 二日、三日、五日、七日 are working days; the law of 2017 did not say so.
HEARING_REQUEST = _days(
    "听证申请期限",
    (Days(3), "第四十二条", LAW_2017, ALWAYS, UNTIL_2021, False),
    (Days(5, working=True), "第六十四条第一项、第八十五条", LAW_2021, SINCE_2021, None, False),
)
HEARING_ANNOUNCED = _days(
    "听证通知期限",
    (Days(7), "第四十二条", LAW_2017, ALWAYS, UNTIL_2021, False),
    (Days(7, working=True), "第六十四条第二项、第八十五条", LAW_2021, SINCE_2021, None, False),
)
DEFENCE = _days(
    "陈述申辩期限",
    (Days(3), "陈述申辩", DEFAULT, ALWAYS, UNTIL_2021, False),
    (Days(5, working=True), "陈述申辩", DEFAULT, SINCE_2021, None, False),
)
# The law of 2017 named no period; the order of the work-safety bodies did (from memory).
DECIDE_WITHIN = _days(
    "处罚决定期限",
    (Days(30), "第三十二条", ORDER_15, date(2008, 1, 1), UNTIL_2021, False),
    (Days(90), "第六十条", LAW_2021, SINCE_2021, None, False),
)
EXTENDED_AT_MOST = _days("处罚决定延长上限", (Days(90), "办案延期", DEFAULT, ALWAYS, None, False))
SERVE_WITHIN = _days(
    "决定书送达期限",
    (Days(7), "第四十条", LAW_2017, ALWAYS, UNTIL_2021, False),
    (Days(7, working=True), "第六十一条、第八十五条", LAW_2021, SINCE_2021, None, False),
)
PAY_WITHIN = _days(
    "缴纳罚款期限",
    (Days(15), "第四十六条", LAW_2017, ALWAYS, UNTIL_2021, False),
    (Days(15), "第六十七条", LAW_2021, SINCE_2021, None, False),
)
PUBLISH_WITHIN = _days(
    "处罚决定公开期限",
    (
        Days(20, working=True),
        "第七条",
        "企业信息公示暂行条例",
        date(2014, 10, 1),
        date(2021, 8, 31),
        False,
    ),
    (Days(7, working=True), "第七十八条", SAFETY_2021, SINCE_SAFETY, None, True),
)
LIFT_WITHIN = _days(
    "撤回公开期限", (Days(3, working=True), "第四十八条、第八十五条", LAW_2021, SINCE_2021, None, False)
)
URGED_BEFORE = _days("催告期限", (Days(10), "第五十四条", COERCION, date(2012, 1, 1), None, False))
FILE_WITHIN = _default("立案审批", 5)
REVIEW_WITHIN = _default("法制审核", 5)
ARCHIVE_WITHIN = _default("结案归档", 20)
COERCE_WITHIN = _default("强制执行", 60)
TRANSFERRED_WITHIN = _default("移送后结案", 60)

# Hand-over to criminal procedure; nobody compared these with the text.
TRANSFER_DECIDED = _days("移送决定期限", (Days(3), "第五条", TRANSFER_RULE, date(2001, 7, 9), None, False))
TRANSFER_HOURS = Editions(
    "移送时限（小时）", [Edition(24, "第五条", TRANSFER_RULE, date(2001, 7, 9), None, False)]
)
POLICE_DECIDED = _days("公安立案审查期限", (Days(3), "第八条", TRANSFER_RULE, date(2001, 7, 9), None, False))
OBJECT_WITHIN = _days("提请复议期限", (Days(3), "第九条", TRANSFER_RULE, date(2001, 7, 9), None, False))


@dataclass(frozen=True, slots=True)
class HearingRight:
    """When a hearing may be asked for: kinds of penalty, and amounts from which on it may."""

    kinds: frozenset[Sanction]
    fine_yuan: int
    confiscated_yuan: int | None


HEARING_RIGHT = Editions(
    "听证范围",
    [
        Edition(
            HearingRight(frozenset({Sanction.STOP, Sanction.REVOKE}), 50_000, None),
            f"第四十二条（较大数额按{ORDER_15}第三十三条）",
            LAW_2017,
            ALWAYS,
            UNTIL_2021,
            False,
        ),
        Edition(
            HearingRight(
                frozenset({Sanction.STOP, Sanction.REVOKE, Sanction.SUSPEND, Sanction.CLOSE, Sanction.BAN}),
                50_000,
                50_000,
            ),
            f"第六十三条（较大数额按{ORDER_15}第三十三条）",
            LAW_2021,
            SINCE_2021,
            None,
            False,
        ),
    ],
)
# From this fine on a case is discussed collectively, as it is where a hearing may be asked for.
DISCUSSED_FROM = Editions(
    "集体讨论的罚款数额",
    [Edition(50_000, "第五十七条第二款（数额为产品默认）", LAW_2021, ALWAYS, None, False)],
)
# The greatest fine on the spot for an enterprise.
SPOT_FINE = Editions(
    "当场处罚罚款上限",
    [
        Edition(1_000, "第三十三条", LAW_2017, ALWAYS, UNTIL_2021, False),
        Edition(3_000, "第五十一条", LAW_2021, SINCE_2021, None, False),
    ],
)
# Per cent of the fine for each day of delay, and whether it may exceed the fine itself.
ADDITIONAL = Editions(
    "逾期加处罚款（每日百分比）",
    [
        Edition(3, "第五十一条第一项", LAW_2017, ALWAYS, UNTIL_2021, False),
        Edition(3, "第七十二条第一款第一项", LAW_2021, SINCE_2021, None, False),
    ],
)
FIRST_SPARED = Editions("首违不罚", [Edition(True, "第三十三条第一款", LAW_2021, SINCE_2021, None, False)])
OFFICERS_AT_LEAST = Editions(
    "调查取证执法人员数",
    [
        Edition(2, "第三十七条", LAW_2017, ALWAYS, UNTIL_2021, False),
        Edition(2, "第四十二条", LAW_2021, SINCE_2021, None, False),
    ],
)


def deadline(editions: Editions[Days], on: date) -> Deadline:
    """The edition in force on `on` as a period that cites its clause."""
    edition = editions.in_force(on)
    make = working_days if edition.value.working else calendar_days
    return make(edition.value.number, edition.citation)


def last_day(editions: Editions[Days], on: date, calendar: Calendar) -> date:
    """The last day of a period that begins on `on`."""
    return editions.in_force(on).value.after(on, calendar)


def hand_over(on: date) -> Deadline:
    edition = TRANSFER_HOURS.in_force(on)
    return hours(edition.value, edition.citation)


def decide_by(filed_on: date, more_days: int) -> date:
    """The last day on which a case filed on `filed_on` may be decided."""
    return filed_on + timedelta(days=DECIDE_WITHIN.in_force(filed_on).value.number + more_days)


def hearing_right(proposal: Proposal, on: date) -> bool:
    """Whether the party may ask for a hearing about such a penalty."""
    right = HEARING_RIGHT.in_force(on).value
    if right.kinds & set(proposal.kinds) or proposal.fine_yuan >= right.fine_yuan:
        return True
    return right.confiscated_yuan is not None and proposal.confiscated_yuan >= right.confiscated_yuan


def heavy(proposal: Proposal, on: date) -> bool:
    """Whether the heads of the body must discuss the case together before it is decided."""
    return hearing_right(proposal, on) or proposal.fine_yuan >= DISCUSSED_FROM.in_force(on).value


def check_clue(*, matter: str, clause: str, found_on: date, today: date, role: Role | None) -> None:
    """Refuse a case without matter or clause, from the future, or by a seat that does not enforce."""
    if role is not None and role not in WORKERS:
        raise NotAllowed("行政处罚案件由执法部门立案，请联系执法人员。")
    if len(matter.strip()) < 4:
        raise Refusal("请写明案由（涉嫌的违法行为，不少于4个字）。")
    if not clause.strip():
        raise Refusal("请写明涉嫌违反的法律条款。")
    if found_on > today:
        raise Refusal(f"发现日期 {found_on:%Y-%m-%d} 晚于今天，请核对。")


def check_officers(certificates: Sequence[str], on: date) -> None:
    """Refuse an investigation by fewer officers with certificates than the law demands."""
    needed, holding = OFFICERS_AT_LEAST.in_force(on), sum(1 for each in certificates if each.strip())
    if holding < needed.value:
        raise Refusal(
            f"调查取证须由不少于{needed.value}名持证执法人员进行（{needed.citation}），"
            f"现有{holding}名，还差{needed.value - holding}名。"
        )


def check_investigated(*, evidence: int, statements: int, facts: str) -> None:
    """Refuse to close an investigation that proves nothing."""
    if not evidence:
        raise Refusal("还没有证据材料，请先登记至少一项证据并上传文件。")
    if not statements:
        raise Refusal("还没有询问笔录或当事人陈述，请先制作笔录；当事人拒绝的，写明拒绝的情况。")
    if len(facts.strip()) < 10:
        raise Refusal("请写明查明的违法事实（不少于10个字）。")


def check_separate(by_id: int | None, officer_ids: Collection[int], what: str) -> None:
    """Who investigates does not judge: legal review, hearing and decision are somebody else's."""
    if by_id is None:
        raise NotAllowed(f"{what}须由具体人员作出。")
    if by_id in officer_ids:
        raise NotAllowed(f"办案人员不能对本案作{what}，请由其他人员办理。")


def check_proposal(proposal: Proposal) -> None:
    """Refuse a penalty that states no kind, no clause, or an amount outside its own discretion without reason."""
    if not proposal.kinds:
        raise Refusal("请选择至少一种处罚。")
    if not proposal.basis.strip():
        raise Refusal("请写明处罚依据（法律条款）。")
    for kind, yuan, name in (
        (Sanction.FINE, proposal.fine_yuan, "罚款"),
        (Sanction.CONFISCATION, proposal.confiscated_yuan, "没收违法所得"),
    ):
        if (kind in proposal.kinds) != (yuan > 0):
            raise Refusal(f"选择了“{name}”须填写金额，未选择的不填金额。")
    if {Sanction.STOP, Sanction.SUSPEND, Sanction.REVOKE, Sanction.CLOSE, Sanction.BAN} & set(
        proposal.kinds
    ) and len(proposal.measures.strip()) < 4:
        raise Refusal("责令停产停业、暂扣或吊销、关闭、限制从业须写明对象和期限。")
    _check_discretion(proposal)


def _check_discretion(proposal: Proposal) -> None:
    if Sanction.FINE not in proposal.kinds:
        return
    low, high = proposal.low_yuan, proposal.high_yuan
    if low is None or high is None or low > high:
        raise Refusal("罚款须写明法定裁量幅度的下限和上限。")
    if proposal.fine_yuan > high:
        raise Refusal(f"罚款 {proposal.fine_yuan:,} 元超过法定上限 {high:,} 元。")
    mitigated = proposal.band == Band.MITIGATED
    if (proposal.fine_yuan < low) != mitigated:
        raise Refusal(
            f"减轻处罚是指低于法定下限 {low:,} 元；裁量档次与罚款 {proposal.fine_yuan:,} 元不符，请核对。"
        )
    if proposal.band != Band.NORMAL and len(proposal.band_reason.strip()) < 6:
        raise Refusal("减轻、从轻、从重处罚须写明理由（不少于6个字）。")


def check_not_heavier(noticed: Proposal, decided: Proposal) -> None:
    """A defence must not make it worse: what was not announced cannot be decided."""
    more = set(decided.kinds) - set(noticed.kinds)
    if more or decided.fine_yuan > noticed.fine_yuan or decided.confiscated_yuan > noticed.confiscated_yuan:
        raise Refusal("决定的处罚不得重于告知的处罚；确需加重的，请重新告知并听取陈述申辩。")


def check_spot(proposal: Proposal, facts: str, on: date) -> None:
    """Refuse a penalty on the spot beyond a warning or a small fine."""
    edition = SPOT_FINE.in_force(on)
    if set(proposal.kinds) - {Sanction.WARNING, Sanction.FINE} or proposal.fine_yuan > edition.value:
        raise Refusal(
            f"当场处罚只限警告和对单位{edition.value:,}元以下罚款（{edition.citation}），请改用普通程序。"
        )
    if len(facts.strip()) < 6:
        raise Refusal("请写明当场查明的违法事实（不少于6个字）。")


def check_spared(ground: Spared, reason: str, *, earlier: int, on: date) -> None:
    """Refuse to spare without reason; the first offence is spared only where there was none before."""
    if len(reason.strip()) < 10:
        raise Refusal("请写明不予处罚的事实和理由（不少于10个字）。")
    if ground == Spared.FIRST:
        edition = FIRST_SPARED.in_force(on)
        if earlier:
            raise Refusal(f"该单位此前已有{earlier}件行政处罚，不属于初次违法（{edition.citation}）。")
        lacking = [word for word in ("初次", "轻微", "改正") if word not in reason]
        if lacking:
            raise Refusal(
                f"首违不罚须写明初次违法、危害后果轻微并及时改正（{edition.citation}），"
                f"还缺：{'、'.join(lacking)}。"
            )


def additional_yuan(fine_yuan: int, unpaid_yuan: int, pay_by: date, on: date) -> int:
    """What is added by the day `on` to a fine not paid in time: per cent of what is unpaid, at most the fine."""
    late = (on - pay_by).days
    if late <= 0 or unpaid_yuan <= 0:
        return 0
    percent = ADDITIONAL.in_force(on).value
    return min(fine_yuan, unpaid_yuan * percent * late // 100)


def check_instalments(plan: Sequence[Instalment], left_yuan: int, today: date) -> None:
    """Refuse a plan that is no plan, lies in the past or does not add up to what is left."""
    if len(plan) < 1:
        raise Refusal("请填写每期的日期和金额。")
    if any(each.yuan <= 0 or each.due_on <= today for each in plan):
        raise Refusal("每期金额应大于0，日期应晚于今天。")
    if [each.due_on for each in plan] != sorted({each.due_on for each in plan}):
        raise Refusal("各期日期应依次递增，不能重复。")
    total = sum(each.yuan for each in plan)
    if total != left_yuan:
        raise Refusal(f"各期合计 {total:,} 元，与未缴金额 {left_yuan:,} 元不符。")


# 行政诉讼法 art. 46 and 行政强制法 art. 53: six months to sue, then three months to ask the court; unverified.
SUE_MONTHS, APPLY_MONTHS = 6, 3


def check_coercion(*, served_on: date, urged_on: date | None, on: date) -> None:
    """Refuse to ask the court before the party was urged and could sue, or after the time for it."""
    if urged_on is None:
        raise Refusal("申请强制执行前须先书面催告。")
    edition = URGED_BEFORE.in_force(urged_on)
    until = urged_on + timedelta(days=edition.value.number)
    if on <= until:
        raise Refusal(f"催告期至 {until:%Y-%m-%d}（{edition.citation}），期满仍不履行的才能申请强制执行。")
    first = add_months(served_on, SUE_MONTHS)
    last = add_months(first, APPLY_MONTHS)
    if on <= first:
        raise Refusal(f"当事人起诉期限至 {first:%Y-%m-%d}，期满后才能申请人民法院强制执行。")
    if on > last:
        raise Refusal(f"申请强制执行的期限已于 {last:%Y-%m-%d} 届满，请报法制机构研究。")


PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{10}(\d{3}[\dXx])(?![0-9A-Za-z])")
ACCOUNT = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{8,12}(\d{4})(?![0-9A-Za-z])")


def masked_name(name: str) -> str:
    """A person's name as the public may read it: 王明远 → 王某某."""
    return name[:1] + "某" * max(len(name) - 1, 1) if name else ""


def desensitised(text: str, names: Collection[str] = ()) -> str:
    """A text without names of persons, numbers of identity cards, phones and accounts."""
    for name in sorted((each for each in names if len(each) > 1), key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    text = IDENTITY.sub(r"\1**********\2", text)
    text = PHONE.sub(r"\1****\2", text)
    return ACCOUNT.sub(r"\1********\2", text)


def check_public(text: str, names: Collection[str]) -> None:
    """Refuse to publish a text that still tells who somebody is."""
    if len(text.strip()) < 10:
        raise Refusal("请写明向社会公开的内容（不少于10个字）。")
    if desensitised(text, names) != text:
        raise Refusal("公开内容中仍有个人姓名、身份证号、电话或账号，请脱敏后再公开。")


def check_lifting(reason: str) -> None:
    if len(reason.strip()) < 6:
        raise Refusal("请写明撤回公开的理由（不少于6个字），撤回的理由同时公开。")


def check_recording(sha256: str, seconds: float) -> None:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256.strip().lower()):
        raise Refusal("文件校验值应为64位SHA-256，请从执法记录仪管理端复制。")
    if seconds <= 0:
        raise Refusal("录制结束时间应晚于开始时间。")


def check_paid(yuan: int, left_yuan: int) -> None:
    if yuan <= 0:
        raise Refusal("缴款金额应大于0。")
    if yuan > left_yuan:
        raise Conflict(f"未缴金额为 {left_yuan:,} 元，登记的 {yuan:,} 元超出，请核对缴款书。")
