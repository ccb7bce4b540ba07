"""What the rules say about reports of the public: clocks by edition, likeness, rewards, who may open a seal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, calendar_days, working_days

ALWAYS = date(2000, 1, 1)
DEFAULT = "产品默认"
AWARDS_2012 = "安全生产举报奖励办法（安监总财〔2012〕63号）"
AWARDS_2018 = "安全生产领域举报奖励办法（安监总财〔2018〕19号）"
# The days on which the two editions begin are from memory; the values of 2012 were found, those of 2018 not.
SINCE_2012, SINCE_2018 = date(2012, 5, 2), date(2018, 1, 4)
UNTIL_2018 = SINCE_2018 - timedelta(days=1)

RECEIVERS = (Role.OFFICE, Role.DUTY, *OFFICERS)
# Who may look at a reporter's identity, and only with a reason: the office, and the officers that verify it.
OPENERS = (Role.OFFICE, Role.ENFORCEMENT)


@dataclass(frozen=True, slots=True)
class Handling:
    """Days from acceptance to the end of verification, and how many more may be granted at most."""

    days: int
    extra: int


HANDLING = Editions(
    "举报核查处理期限",
    [
        Edition(Handling(60, 30), "第十一条第六项", AWARDS_2012, SINCE_2012, UNTIL_2018, True),
        Edition(Handling(60, 30), "核查处理时限", AWARDS_2018, SINCE_2018, None, False),
    ],
)
FEEDBACK = Editions(
    "核查结束后反馈期限",
    [
        Edition(10, "第十条第三项", AWARDS_2012, SINCE_2012, UNTIL_2018, True),
        Edition(10, "反馈时限", AWARDS_2018, SINCE_2018, None, False),
    ],
)
# Working days; no clause was found for these.
ACCEPT_WITHIN = Editions("受理决定期限", [Edition(3, "受理", DEFAULT, ALWAYS)])
CLOSE_WITHIN = Editions("反馈后办结期限", [Edition(15, "办结", DEFAULT, ALWAYS)])
AGAIN_WITHIN = Editions("重新核查期限", [Edition(15, "重新核查", DEFAULT, ALWAYS)])
REWARD_WITHIN = Editions("奖励审批期限", [Edition(10, "奖励审批", DEFAULT, ALWAYS)])
# Calendar days after the notice within which a reward is collected.
CLAIM_WITHIN = Editions("领奖期限", [Edition(60, "领奖", AWARDS_2018, SINCE_2018)])


@dataclass(frozen=True, slots=True)
class RewardScale:
    """A share of the fine between two bounds; for a concealed accident an amount for each death."""

    share: float
    least_yuan: int
    most_yuan: int
    per_concealed_death_yuan: int


REWARD = Editions(
    "举报奖励标准", [Edition(RewardScale(0.15, 3_000, 300_000, 30_000), "奖励标准", AWARDS_2018, SINCE_2018)]
)


def handling_due_on(accepted_on: date, extended_days: int = 0) -> date:
    """The last day of verification: sixty days after acceptance, and what was granted on top."""
    return accepted_on + timedelta(days=HANDLING.in_force(accepted_on).value.days + extended_days)


def handling_clock(accepted_on: date, since: date, extended_days: int = 0) -> Deadline:
    """The period that is left on the day `since`; a case that is taken up again late gets a short one."""
    edition = HANDLING.in_force(accepted_on)
    left = (handling_due_on(accepted_on, extended_days) - since).days
    if left <= 0:
        return in_working_days(AGAIN_WITHIN, since)
    return calendar_days(left, edition.citation)


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


def in_calendar_days(editions: Editions[int], on: date) -> Deadline:
    edition = editions.in_force(on)
    return calendar_days(edition.value, edition.citation)


def check_more_time(days: int, already: int, accepted_on: date, reason: str) -> None:
    """Refuse more time than the rule permits, or without a reason that can be told to the reporter."""
    most = HANDLING.in_force(accepted_on).value.extra
    if not reason.strip():
        raise Refusal("申请延期须写明理由，该理由将告知举报人。")
    if days < 1 or already + days > most:
        raise Refusal(f"延长办理期限累计不得超过{most}日，已延长{already}日，请核对天数。")


def may_open_seal(role: Role | None, *, own_case: bool) -> bool:
    """The office may; an enforcement officer only for a case of the own unit; nobody else, nor the platform."""
    return role == Role.OFFICE or (role == Role.ENFORCEMENT and own_case)


def check_opening(role: Role | None, *, own_case: bool, why: str) -> None:
    if not may_open_seal(role, own_case=own_case):
        raise NotAllowed("举报人信息已密封，只有安委办和承办该件的执法人员可以申请查看。")
    if len(why.strip()) < 5:
        raise Refusal("查看举报人信息须写明理由（不少于5个字），理由和查看时间将永久留痕。")


def reward_yuan(on: date, *, fine_yuan: int = 0, concealed_deaths: int = 0) -> int:
    """The reward that the scale suggests, in whole yuan."""
    scale = REWARD.in_force(on).value
    if concealed_deaths:
        return min(concealed_deaths * scale.per_concealed_death_yuan, scale.most_yuan)
    return min(max(round(fine_yuan * scale.share), scale.least_yuan), scale.most_yuan)


def check_reward(*, amount_yuan: int, finding: str, merged: bool, on: date, basis: str) -> None:
    """Only the first report of something true is rewarded, within the bounds, on a stated basis."""
    if merged:
        raise Refusal("该件已并入先前的举报：同一事项只奖励最先举报人；联名举报请在首件中登记分配。")
    if finding not in ("true", "partly"):
        raise Refusal("经核查属实（含部分属实）的举报才可以提出奖励。")
    if not basis.strip():
        raise Refusal("请写明奖励依据，如处罚决定书文号和罚款金额。")
    most = REWARD.in_force(on).value.most_yuan
    if not 0 < amount_yuan <= most:
        raise Refusal(f"奖励金额应大于0元且不超过{most}元。")


# Weights of likeness and how far apart two reports of one thing may be: product default, unverified.
TEXT_WEIGHT, PLACE_WEIGHT, TIME_WEIGHT = 0.6, 0.25, 0.15
FAR_METRES, ELSEWHERE_METRES, LONG_DAYS, ALIKE_FROM = 500.0, 2000.0, 60.0, 0.34


def likeness(text: float, metres: float | None, days: float) -> float:
    """How alike two reports are, from 0 to 1: words, place and time; an unknown place counts for nothing,
    and the same words about places that lie far apart are two things."""
    near = 0.0 if metres is None else max(0.0, 1 - metres / FAR_METRES)
    soon = max(0.0, 1 - abs(days) / LONG_DAYS)
    elsewhere = 0.5 if metres is not None and metres > ELSEWHERE_METRES else 1.0
    return elsewhere * (TEXT_WEIGHT * text + PLACE_WEIGHT * near + TIME_WEIGHT * soon)


TITLE_LIMIT, CONTENT_LIMIT, CONTENT_LEAST = 80, 4000, 10
CONTACT = "［联系方式已密封］"
# Mobile, identity-card number, landline, e-mail; digits may be full width or set apart.
_D = "[0-9０-９]"
CONTACTS = re.compile(
    rf"(?<!{_D})[1-9１-９]{_D}{{16}}[0-9０-９XxＸｘ](?!{_D})"
    rf"|(?<!{_D})[1１][3-9３-９]{_D}[\s\-－]?{_D}{{4}}[\s\-－]?{_D}{{4}}(?!{_D})"
    rf"|(?<!{_D})[0０]{_D}{{2,3}}[\s\-－]{_D}{{7,8}}(?!{_D})"
    r"|[A-Za-z0-9_.+-]+[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


def without_contacts(text: str) -> str:
    """The text without telephone, identity-card and mail addresses, which are no part of what is reported."""
    return CONTACTS.sub(CONTACT, text)


def clean(text: str, limit: int) -> str:
    """Mere text: no control characters but line breaks, not longer than `limit`."""
    kept = "".join(each for each in text.replace("\r\n", "\n") if each == "\n" or each.isprintable())
    return kept.strip()[:limit]


def check_content(content: str) -> None:
    if len(content.strip()) < CONTENT_LEAST:
        raise Refusal(f"请写明举报的事情（不少于{CONTENT_LEAST}个字）：什么地方、什么单位、什么问题。")
    if len(content) > CONTENT_LIMIT:
        raise Refusal(f"内容有{len(content)}字，最多{CONTENT_LIMIT}字；更多材料请在受理后提供。")


def headline(title: str, content: str) -> str:
    """A title of its own, or the first line of the content."""
    line = title.strip() or next((each for each in content.split("\n") if each.strip()), "")
    return line.strip()[:TITLE_LIMIT]
