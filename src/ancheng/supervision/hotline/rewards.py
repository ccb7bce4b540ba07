"""Verbs on the reward ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision.hotline import rules
from ancheng.supervision.hotline.models import Report, Reward


@transaction.atomic
def propose(*, report: Report, amount_yuan: int, basis: str, by: Asker, at: datetime) -> Reward:
    """Propose a reward for a report that proved true."""
    if not by.holds(*rules.RECEIVERS):
        raise NotAllowed("您的岗位不能提出举报奖励。")
    merged = report.first_id is not None
    on = beijing_day(at)
    rules.check_reward(amount_yuan=amount_yuan, finding=report.verdict, merged=merged, on=on, basis=basis)
    reward = Reward(
        report=report,
        amount_yuan=amount_yuan,
        basis=rules.without_contacts(basis.strip())[:300],
        proposed_by_id=by.person_id,
        proposed_at=at,
        owner_unit=report.owner_unit,
        issuer_unit=report.issuer_unit,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[reward], verb="提出奖励", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict("该件已有一笔奖励在办或已发放，同一举报只奖励一次。") from fault
    return reward


@transaction.atomic
def grant(*, reward: Reward, by: Asker, at: datetime) -> None:
    """Grant it; nobody grants what he or she proposed."""
    if by.person_id is not None and by.person_id == reward.proposed_by_id:
        raise NotAllowed("不能审批本人提出的奖励。")
    move(reward, "grant", by=by, at=at)


@transaction.atomic
def decline(*, reward: Reward, by: Asker, at: datetime, why: str) -> None:
    move(reward, "decline", by=by, at=at, why=why)


@transaction.atomic
def pay(*, reward: Reward, voucher: str, by: Asker, at: datetime) -> None:
    """Note that it was paid out; the payee stands on the voucher, not here."""
    if not voucher.strip():
        raise Refusal("请填写发放凭证号；领款人信息只留在凭证上，不在此登记。")
    move(reward, "pay", by=by, at=at, changes={"voucher": voucher.strip()[:60], "paid_at": at})


@transaction.atomic
def forfeit(*, reward: Reward, by: Asker, at: datetime, why: str) -> None:
    """Close a reward that nobody collected; not before its period is over."""
    if reward.due_at and at <= reward.due_at:
        raise Conflict(f"领奖期限至{beijing_day(reward.due_at):%Y-%m-%d}，期满前不能作逾期未领处理。")
    move(reward, "forfeit", by=by, at=at, why=why)
