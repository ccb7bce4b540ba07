"""Verbs on penalty cases; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.documents.actions import next_number, produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.kernel.workflow.calendar import calendar
from ancheng.supervision.penalties import notices, rules
from ancheng.supervision.penalties.consequences import take_back, write_down
from ancheng.supervision.penalties.models import Evidence, PenaltyCase, Statement
from ancheng.supervision.penalties.staff import certificates, only_active, only_others, write_officers
from ancheng.supervision.penalties.values import Lifted, NewOfficer, Procedure, Proposal, Sanction, Spared

NUMBER = "CF-{year}-{n:05d}"


@transaction.atomic
def open_case(
    *,
    source_type: str,
    source_id: str | int,
    source_label: str,
    enterprise: Unit,
    matter: str,
    clause: str,
    found_on: date,
    by: Asker,
    at: datetime,
) -> PenaltyCase:
    """Open a case as a clue that waits to be filed; the same source, party and clause is one case."""
    rules.check_clue(matter=matter, clause=clause, found_on=found_on, today=beijing_day(at), role=by.role)
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    wanted = {
        "source_type": source_type,
        "source_id": str(source_id),
        "enterprise": enterprise,
        "clause": clause.strip()[:300],
    }
    if source_type and (known := PenaltyCase.every.filter(**wanted).first()):
        return known  # type: ignore[no-any-return]
    office = Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()
    owner = Unit.objects.filter(pk=by.unit_id).first() or office
    if owner is None:
        raise Refusal("平台尚未建立安委办，无法确定办案单位，请联系系统管理员。")
    case = PenaltyCase(
        **wanted,
        number=next_number(kind="penalty_case", pattern=NUMBER, at=at),
        source_label=source_label[:200],
        matter=matter.strip()[:200],
        found_on=found_on,
        found_by_id=by.person_id,
        owner_unit=owner,
        issuer_unit=office or owner,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[case], verb="登记案件线索", by=by, at=at)
    except IntegrityError:
        # Somebody handed in the same clue at the same time: theirs is the case.
        return PenaltyCase.every.get(**wanted)
    return case


@transaction.atomic
def file(*, case: PenaltyCase, officers: Sequence[NewOfficer], by: Asker, at: datetime) -> Document:
    """Approve the filing and name the officers; not by who found the clue."""
    if by.person_id is not None and by.person_id == case.found_by_id:
        raise NotAllowed("立案由发现线索以外的负责人批准，请提交本单位负责人办理。")
    write_officers(case, officers, at)
    on = beijing_day(at)
    rules.check_officers(certificates(case), on)
    move(case, "file", by=by, at=at, changes={"filed_on": on})
    return internal("filing_form", case, by, at)


@transaction.atomic
def decline(*, case: PenaltyCase, why: str, by: Asker, at: datetime) -> None:
    """Find that there is nothing to file."""
    move(case, "decline", by=by, at=at, why=why, changes={"ended_on": beijing_day(at)})


@transaction.atomic
def fine_on_spot(
    *,
    case: PenaltyCase,
    officers: Sequence[NewOfficer],
    facts: str,
    proposal: Proposal,
    defence: str,
    by: Asker,
    at: datetime,
) -> Document:
    """Decide on the spot: a warning or a small fine, after the party was heard."""
    on = beijing_day(at)
    rules.check_proposal(proposal)
    rules.check_spot(proposal, facts, on)
    write_officers(case, officers, at)
    rules.check_officers(certificates(case), on)
    if not defence.strip():
        raise Refusal("请记录当事人当场的陈述申辩；没有意见的写明“无意见”。")
    changes = {
        **fields_of(proposal),
        "facts": facts.strip(),
        "procedure": Procedure.SPOT.value,
        "filed_on": on,
        "defence": defence.strip(),
        **_decided(on, by),
    }
    return _decide(case, "fine_on_spot", changes, "spot_penalty", by, at)


@transaction.atomic
def submit(*, case: PenaltyCase, facts: str, proposal: Proposal, by: Asker, at: datetime) -> None:
    """End the investigation with what was found and which penalty is proposed."""
    only_active(case, by)
    rules.check_officers(certificates(case), beijing_day(at))
    evidence, statements = Evidence.every.filter(case=case).count(), Statement.objects.filter(case=case)
    rules.check_investigated(evidence=evidence, statements=statements.count(), facts=facts)
    rules.check_proposal(proposal)
    move(case, "submit", by=by, at=at, changes={**fields_of(proposal), "facts": facts.strip()})


@transaction.atomic
def pass_review(*, case: PenaltyCase, opinion: str, by: Asker, at: datetime) -> None:
    """The legal review (重大执法决定法制审核): by nobody who investigated."""
    only_others(case, by, "法制审核")
    _opinion(opinion, "法制审核意见")
    move(
        case,
        "pass_review",
        by=by,
        at=at,
        why=opinion,
        changes={"review": opinion.strip(), "reviewed_by_id": by.person_id},
    )


@transaction.atomic
def fail_review(*, case: PenaltyCase, why: str, by: Asker, at: datetime) -> None:
    """Send it back with what is lacking."""
    only_others(case, by, "法制审核")
    move(case, "fail_review", by=by, at=at, why=why, changes={"review": why.strip()})


@transaction.atomic
def notify(*, case: PenaltyCase, by: Asker, at: datetime) -> list[Document]:
    """Tell the party facts, reasons, clause and intended penalty, and until when it may answer."""
    on, proposal = beijing_day(at), case.proposal
    right = rules.hearing_right(proposal, on)
    until = rules.last_day(rules.HEARING_REQUEST if right else rules.DEFENCE, on, calendar())
    changes: dict[str, Any] = {
        "notified_on": on,
        "hearing_right": right,
        "answer_until": until,
        "noticed": noticed(case),
        "defence": "",
        "defended_at": None,
        "waived": False,
        "hearing_asked_on": None,
    }
    move(case, "notify", by=by, at=at, changes=changes)
    _show_to_party(case)
    kinds = ["penalty_notice", *(["hearing_notice"] if right else [])]
    documents = [
        produce(kind=kind, subject=case, context=notices.context(case, by, at), by=by, at=at)
        for kind in kinds
    ]
    notices.tell_party(case, f"行政处罚告知：{case.matter}", f"可在 {until:%Y-%m-%d} 前陈述申辩。", by, at)
    return documents


@transaction.atomic
def notify_again(*, case: PenaltyCase, proposal: Proposal, why: str, by: Asker, at: datetime) -> None:
    """Change the intended penalty: the party is told anew and may answer anew."""
    rules.check_proposal(proposal)
    move(case, "notify_again", by=by, at=at, why=why, changes=fields_of(proposal))


@transaction.atomic
def decide(*, case: PenaltyCase, proposal: Proposal, answer: str, by: Asker, at: datetime) -> Document:
    """Decide; never who investigated, never heavier than announced, heavy ones after discussion only."""
    only_others(case, by, "处罚决定")
    now = PenaltyCase.every.get(pk=case.pk)
    rules.check_proposal(proposal)
    if now.noticed:
        rules.check_not_heavier(of_notice(now.noticed, proposal), proposal)
    on = beijing_day(at)
    if rules.heavy(proposal, now.filed_on or on) and now.discussed_on is None:
        raise Refusal("情节复杂或重大的处罚须经行政机关负责人集体讨论，请先登记集体讨论。")
    if not now.answer and not answer.strip():
        raise Refusal("请写明对陈述申辩意见的复核结论；未陈述申辩的写明“期满未陈述申辩”。")
    changes = {**fields_of(proposal), **_decided(on, by), "answer": answer.strip() or now.answer}
    return _decide(case, "decide", changes, "penalty_decision", by, at)


@transaction.atomic
def serve(*, case: PenaltyCase, how: str, received_by: str, by: Asker, at: datetime) -> Document:
    """Note that the decision reached the party; from this day it pays within fifteen days."""
    if not how.strip() or not received_by.strip():
        raise Refusal("请填写送达方式和收件人；拒收的写明留置送达和见证人。")
    on = beijing_day(at)
    changes = {
        "served_on": on,
        "service": how.strip()[:20],
        "received_by": received_by.strip()[:60],
        "pay_by": rules.last_day(rules.PAY_WITHIN, on, calendar()),
    }
    move(case, "serve", by=by, at=at, changes=changes)
    return produce(kind="service_receipt", subject=case, context=notices.context(case, by, at), by=by, at=at)


@transaction.atomic
def spare(*, case: PenaltyCase, ground: str, why: str, by: Asker, at: datetime) -> None:
    """End without a penalty, for a stated ground."""
    if ground not in set(Spared):
        raise Refusal("请选择不予处罚的情形。")
    only_others(case, by, "不予处罚决定")
    on = beijing_day(at)
    earlier = (
        PenaltyCase.objects.filter(enterprise_id=case.enterprise_id, decided_on__isnull=False)
        .exclude(pk=case.pk)
        .exclude(state="revoked")
        .count()
    )
    rules.check_spared(Spared(ground), why, earlier=earlier, on=on)
    move(case, "spare", by=by, at=at, why=why, changes={"spared": ground, "ended_on": on})


@transaction.atomic
def withdraw(*, case: PenaltyCase, why: str, by: Asker, at: datetime) -> None:
    """Take the case back before it is decided."""
    only_others(case, by, "撤销案件决定")
    move(case, "withdraw", by=by, at=at, why=why, changes={"ended_on": beijing_day(at)})


@transaction.atomic
def revoke(*, case: PenaltyCase, why: str, by: Asker, at: datetime) -> None:
    """Take a decision back: it leaves the public page, the repeat-offender counter and the score."""
    on = beijing_day(at)
    now = PenaltyCase.every.get(pk=case.pk)
    changes: dict[str, Any] = {"ended_on": on}
    if now.public:
        changes |= {"lifted_on": on, "lifted": Lifted.REVOKED.value, "lifted_why": why.strip()[:300]}
    move(case, "revoke", by=by, at=at, why=why, changes=changes)
    take_back(case, why=why, by=by, at=at)


def _decide(
    case: PenaltyCase, verb: str, changes: dict[str, Any], kind: str, by: Asker, at: datetime
) -> Document:
    move(case, verb, by=by, at=at, changes=changes)
    _show_to_party(case)
    document = produce(kind=kind, subject=case, context=notices.context(case, by, at), by=by, at=at)
    PenaltyCase.every.filter(pk=case.pk).update(decision_number=document.number)
    case.decision_number = document.number
    write_down(case, by=by, at=at)
    notices.tell_party(case, f"行政处罚决定：{case.matter}", f"{document.number} {case.kinds_label}", by, at)
    return document


def _decided(on: date, by: Asker) -> dict[str, Any]:
    publish_by = rules.last_day(rules.PUBLISH_WITHIN, on, calendar())
    return {"decided_on": on, "decided_by_id": by.person_id, "publish_by": publish_by}


def fields_of(proposal: Proposal) -> dict[str, Any]:
    """The columns of a case that hold a penalty."""
    return {
        "kinds": [each.value for each in proposal.kinds],
        "basis": proposal.basis.strip()[:300],
        "fine_yuan": proposal.fine_yuan,
        "confiscated_yuan": proposal.confiscated_yuan,
        "low_yuan": proposal.low_yuan,
        "high_yuan": proposal.high_yuan,
        "band": proposal.band.value,
        "band_reason": proposal.band_reason.strip(),
        "measures": proposal.measures.strip(),
    }


def noticed(case: PenaltyCase) -> dict[str, Any]:
    """What was announced, as it is kept beside what is decided later."""
    return {
        "kinds": list(case.kinds),
        "fine_yuan": case.fine_yuan,
        "confiscated_yuan": case.confiscated_yuan,
        "label": case.kinds_label,
    }


def of_notice(kept: dict[str, Any], proposal: Proposal) -> Proposal:
    """The announced penalty as a value, to be held against the one that is decided."""
    return Proposal(
        kinds=tuple(Sanction(each) for each in kept["kinds"]),
        basis=proposal.basis,
        fine_yuan=kept["fine_yuan"],
        confiscated_yuan=kept["confiscated_yuan"],
    )


def internal(kind: str, case: PenaltyCase, by: Asker, at: datetime) -> Document:
    """A document of the enforcing side, which the party does not read."""
    document = produce(kind=kind, subject=case, context=notices.context(case, by, at), by=by, at=at)
    units = [each for each in (case.owner_unit, case.issuer_unit) if each]
    document.seen_by = sorted({number for unit in units for number in unit.line})
    document.save(update_fields=["seen_by"])
    return document


def _opinion(text: str, what: str) -> None:
    if len(text.strip()) < 5:
        raise Refusal(f"请写明{what}（不少于5个字）。")


def _show_to_party(case: PenaltyCase) -> None:
    case.derive_scope()
    PenaltyCase.every.filter(pk=case.pk).update(seen_by=case.seen_by)
