"""Verbs on experts: enter, declare interests, ask for advice, answer, adopt or not."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.decision.knowledge.actions import office
from ancheng.decision.knowledge.models import Advice, Expert
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.science.chinese import initials

NUMBER = "ZX-{year}-{n:04d}"


@transaction.atomic
@in_record_language
def enter(*, expert: Expert, by: Asker, at: datetime) -> Expert:
    """Put an expert on the list of the asker's unit."""
    if not by.holds(*WRITERS, Role.ADMINISTRATOR):
        raise NotAllowed("您的岗位不能登记专家，请联系部门或安委办人员。")
    if not expert.name.strip() or not expert.fields:
        raise Refusal("请填写专家姓名和至少一个专业领域。")
    expert.unit = Unit.objects.get(pk=by.unit_id) if by.unit_id else office()
    expert.initials = initials(expert.name)[:40]
    expert.derive_scope()
    expert.save(force_insert=True)
    # The chain of the audit outlives the list: it keeps no telephone and no employer.
    record(by=by, at=at, verb="登记专家", subject=expert, after={"fields": list(expert.fields)})
    return expert


@transaction.atomic
@in_record_language
def declare_interest(*, expert: Expert, enterprise: Unit, by: Asker, at: datetime) -> None:
    """Note that an expert is bound to an enterprise: no question about it goes there any more."""
    if not by.holds(*WRITERS):
        raise NotAllowed("您的岗位不能登记利害关系。")
    expert.declared.add(enterprise)
    record(by=by, at=at, verb="登记利害关系", subject=expert, after={"enterprise": str(enterprise)})


def conflict(expert: Expert, enterprise: Unit | None) -> str:
    """Why the expert may not advise about an enterprise; '' where nothing is known against it."""
    if enterprise is None:
        return ""
    if expert.employer_unit_id == enterprise.pk or (
        expert.employer and expert.employer in (enterprise.name, enterprise.short_name)
    ):
        return f"{expert}在{enterprise}任职，应当回避。"
    if expert.declared.filter(pk=enterprise.pk).exists():
        return f"{expert}已声明与{enterprise}有利害关系，应当回避。"
    return ""


def available(expert: Expert, on: date) -> bool:
    return expert.active and not (
        expert.availability == "away" and (expert.away_until is None or expert.away_until >= on)
    )


@transaction.atomic
@in_record_language
def ask(*, expert: Expert, question: str, enterprise: Unit | None, by: Asker, at: datetime) -> Advice:
    """Ask an expert; refused where he or she is bound to the enterprise, or away."""
    if not by.holds(*WRITERS):
        raise NotAllowed("您的岗位不能邀请专家，请联系部门、值班或安委办人员。")
    if len(question.strip()) < 5:
        raise Refusal("请写明咨询事项（不少于5个字）。")
    if not available(expert, beijing_day(at)):
        raise Conflict(f"{expert}目前不可用，请选择其他专家。")
    bound = conflict(expert, enterprise)
    if bound:
        raise Conflict(bound)
    asked = Advice(
        number=next_number(kind="expert_advice", pattern=NUMBER, at=at),
        expert=expert,
        question=question.strip(),
        enterprise=enterprise,
        owner_unit=Unit.objects.get(pk=by.unit_id) if by.unit_id else office(),
        issuer_unit=office(),
    )
    open_cases(cases=[asked], verb="邀请专家", by=by, at=at)
    return asked


@transaction.atomic
@in_record_language
def accept(
    found: Advice, *, by: Asker, at: datetime, no_conflict_declared: bool = False, why: str = ""
) -> None:
    """The expert takes it, and says that nothing binds him or her; what is known is checked again."""
    if not no_conflict_declared:
        raise Refusal("请确认专家已声明与该事项无利害关系；有利害关系的，请登记谢绝。")
    bound = conflict(found.expert, found.enterprise)
    if bound:
        raise Conflict(bound)
    move(found, "accept", by=by, at=at, changes={"no_conflict_declared": True})


@transaction.atomic
def decline(found: Advice, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "decline", by=by, at=at, why=why)


@transaction.atomic
def advise(found: Advice, *, answer: str, by: Asker, at: datetime, why: str = "") -> None:
    if len(answer.strip()) < 5:
        raise Refusal("请填写专家意见（不少于5个字）。")
    move(found, "advise", by=by, at=at, changes={"answer": answer.strip()})


@transaction.atomic
def adopt(found: Advice, *, reason: str, by: Asker, at: datetime, why: str = "") -> None:
    move(found, "adopt", by=by, at=at, changes={"reason": reason.strip()})


@transaction.atomic
def reject(found: Advice, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "reject", by=by, at=at, why=why, changes={"reason": why.strip()[:1000]})


@transaction.atomic
def cancel(found: Advice, *, by: Asker, at: datetime, why: str) -> None:
    move(found, "cancel", by=by, at=at, why=why)
