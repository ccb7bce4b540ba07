"""What follows a decision: payment, addition, instalments, coercion, publication, archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import end_of_day
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import move, set_due
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.actions import internal
from ancheng.supervision.penalties.models import Part, Payment, PenaltyCase
from ancheng.supervision.penalties.queries import addition_on, names_in
from ancheng.supervision.penalties.staff import only_workers
from ancheng.supervision.penalties.values import Instalment, Lifted, Sanction

MONEY = {Sanction.FINE.value, Sanction.CONFISCATION.value}
SILENT = {Sanction.WARNING.value, Sanction.CENSURE.value}


@transaction.atomic
def pay(*, case: PenaltyCase, yuan: int, receipt: str, paid_on: date, by: Asker, at: datetime) -> Payment:
    """Enter a payment; what a late one adds to the fine is reckoned up to the day of payment first."""
    only_workers(case, by)
    if not receipt.strip():
        raise Refusal("请填写缴款书号。")
    now = _owing(case)
    if not (now.served_on or now.decided_on or paid_on) <= paid_on <= beijing_day(at):
        raise Refusal("缴款日期应在送达之后、今天之前。")
    added = now.additional_yuan + addition_on(now, paid_on)
    rules.check_paid(yuan, now.fine_yuan + now.confiscated_yuan + added - now.paid_yuan)
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                case=case, paid_on=paid_on, yuan=yuan, receipt=receipt.strip()[:60]
            )
    except IntegrityError:
        raise Conflict("该缴款书已经登记。") from None
    until = max(now.added_until or paid_on, paid_on)
    _note(case, {"paid_yuan": now.paid_yuan + yuan, "additional_yuan": added, "added_until": until})
    record(
        by=by,
        at=at,
        verb="登记缴款",
        subject=case,
        after={"yuan": yuan, "receipt": payment.receipt, "additional_yuan": added},
    )
    return payment


@transaction.atomic
def grant_instalments(
    *, case: PenaltyCase, plan: Sequence[Instalment], why: str, by: Asker, at: datetime
) -> None:
    """Let the party pay later or in parts (暂缓或分期); the clock runs to the last part."""
    only_workers(case, by)
    if len(why.strip()) < 6:
        raise Refusal("请写明当事人的经济困难和批准理由（不少于6个字）。")
    now = _owing(case)
    if now.state != "served":
        raise Conflict("已申请强制执行的，不再批准延期、分期。")
    rules.check_instalments(plan, now.left_yuan, beijing_day(at))
    Part.objects.filter(case=case).delete()
    Part.objects.bulk_create([Part(case=case, due_on=each.due_on, yuan=each.yuan) for each in plan])
    last = plan[-1].due_on
    _note(case, {"pay_by": last})
    set_due(case, due_at=end_of_day(last), by=by, at=at, why=f"批准延期（分期）缴纳罚款：{why.strip()}")


@transaction.atomic
def urge(*, case: PenaltyCase, by: Asker, at: datetime) -> None:
    """Urge in writing (催告) before the court is asked; once."""
    only_workers(case, by)
    now, on = _owing(case), beijing_day(at)
    if now.pay_by is None or on <= now.pay_by:
        raise Refusal("履行期限届满后才能催告。")
    if not PenaltyCase.every.filter(pk=case.pk, urged_on=None).update(urged_on=on):
        raise Conflict("已经催告。")
    case.urged_on = on
    record(by=by, at=at, verb="催告履行", subject=case, after={"urged_on": on, "left_yuan": now.left_yuan})


@transaction.atomic
def coerce(*, case: PenaltyCase, court: str, why: str, by: Asker, at: datetime) -> None:
    """Ask the court to enforce the decision."""
    now, on = PenaltyCase.every.get(pk=case.pk), beijing_day(at)
    if not court.strip():
        raise Refusal("请填写受理申请的人民法院。")
    rules.check_coercion(served_on=now.served_on or on, urged_on=now.urged_on, on=on)
    added = now.additional_yuan + addition_on(now, on)
    move(
        case,
        "coerce",
        by=by,
        at=at,
        why=why,
        changes={"coerced_on": on, "court": court.strip()[:80], "additional_yuan": added, "added_until": on},
    )


@transaction.atomic
def execute(*, case: PenaltyCase, note: str, by: Asker, at: datetime) -> None:
    """Find the penalty carried out: everything paid, everything else done and described."""
    now = PenaltyCase.every.get(pk=case.pk)
    if now.left_yuan:
        raise Refusal(f"尚有 {now.left_yuan:,} 元未缴清，缴清后才能办理执行完毕。")
    if set(now.kinds) - MONEY - SILENT and len(note.strip()) < 6:
        raise Refusal("请写明停产停业、暂扣吊销、关闭等处罚的执行情况（不少于6个字）。")
    move(case, "execute", by=by, at=at, why=note, changes={"executed_on": beijing_day(at)})


@transaction.atomic
def archive(*, case: PenaltyCase, by: Asker, at: datetime) -> Document:
    """Close the file: only after the decision was published, or lawfully withheld."""
    now = PenaltyCase.every.get(pk=case.pk)
    if now.published_on is None and not now.withheld_why:
        raise Refusal("处罚决定尚未公开；请先公开，或写明依法不公开的理由。")
    move(case, "archive", by=by, at=at, changes={"ended_on": beijing_day(at)})
    return internal("closing_form", case, by, at)


@transaction.atomic
def publish(*, case: PenaltyCase, text: str, by: Asker, at: datetime) -> None:
    """Put the decision on the public page, without anything that tells who a person is."""
    only_workers(case, by)
    now = _decided(case)
    rules.check_public(text, names_in(now))
    if not PenaltyCase.every.filter(pk=case.pk, published_on=None, withheld_why="").update(
        published_on=beijing_day(at), public_text=text.strip()
    ):
        raise Conflict("该处罚决定已经公开，或已决定依法不公开。")
    case.published_on, case.public_text = beijing_day(at), text.strip()
    record(by=by, at=at, verb="公开处罚决定", subject=case, after={"text": text.strip()})


@transaction.atomic
def withhold(*, case: PenaltyCase, why: str, by: Asker, at: datetime) -> None:
    """Decide that the law forbids publication (state secret, trade secret, privacy)."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("依法不公开由安委办审批。")
    if len(why.strip()) < 8:
        raise Refusal("请写明依法不公开的条款和理由（不少于8个字）。")
    _decided(case)
    if not PenaltyCase.every.filter(pk=case.pk, published_on=None, withheld_why="").update(
        withheld_why=why.strip()[:300]
    ):
        raise Conflict("该处罚决定已经公开，或已决定依法不公开。")
    case.withheld_why = why.strip()[:300]
    record(by=by, at=at, verb="依法不公开", subject=case, why=why)


@transaction.atomic
def lift(*, case: PenaltyCase, ground: str, why: str, by: Asker, at: datetime) -> None:
    """Take a decision off the public page for a lawful ground; the reason itself stays public."""
    only_workers(case, by)
    if ground not in set(Lifted):
        raise Refusal("请选择撤回公开的法定情形。")
    rules.check_lifting(why)
    on = beijing_day(at)
    if not PenaltyCase.every.filter(pk=case.pk, published_on__isnull=False, lifted_on=None).update(
        lifted_on=on, lifted=ground, lifted_why=why.strip()[:300]
    ):
        raise Conflict("该处罚决定没有公开，或已经撤回。")
    case.lifted_on, case.lifted, case.lifted_why = on, ground, why.strip()[:300]
    record(by=by, at=at, verb="撤回公开", subject=case, why=why, after={"ground": ground})


def _owing(case: PenaltyCase) -> PenaltyCase:
    """The case, held for this transaction, while the party still owes."""
    now: PenaltyCase = PenaltyCase.every.select_for_update(of=("self",)).get(pk=case.pk)
    if now.state not in ("served", "coercing"):
        raise Conflict(f"该案件处于“{now.state_label}”，不在执行期间。")
    return now


def _decided(case: PenaltyCase) -> PenaltyCase:
    now: PenaltyCase = PenaltyCase.every.select_related("enterprise").get(pk=case.pk)
    if now.decided_on is None or now.state == "revoked":
        raise Conflict("该案件没有有效的处罚决定，不能公开。")
    return now


def _note(case: PenaltyCase, changes: dict[str, Any]) -> None:
    PenaltyCase.every.filter(pk=case.pk).update(**changes)
    for name, value in changes.items():
        setattr(case, name, value)
