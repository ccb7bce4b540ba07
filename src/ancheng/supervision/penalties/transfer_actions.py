"""Handing a case over to criminal procedure (行刑衔接), and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision.penalties import notices
from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from ancheng.supervision.penalties.queries import evidence_list
from ancheng.supervision.penalties.staff import only_active
from ancheng.supervision.penalties.workflows.penalty import BEFORE_DECISION


@transaction.atomic
def propose(
    *, case: PenaltyCase, offence: str, reason: str, police: str, by: Asker, at: datetime
) -> Transfer:
    """Report that the facts may be a crime; the head of the body decides within three days."""
    only_active(case, by)
    if case.state not in BEFORE_DECISION:
        raise Conflict(f"该案件处于“{case.state_label}”，不能提出移送。")
    if not offence.strip() or len(reason.strip()) < 10 or not police.strip():
        raise Refusal("请填写涉嫌罪名、接受移送的公安机关和移送理由（不少于10个字）。")
    transfer = Transfer(
        case=case,
        offence=offence.strip()[:100],
        reason=reason.strip(),
        police=police.strip()[:100],
        from_state=case.state,
        proposed_by_id=by.person_id,
        owner_unit=case.owner_unit,
        issuer_unit=case.issuer_unit,
        realm=case.realm,
    )
    try:
        with transaction.atomic():
            open_cases(cases=[transfer], verb="提出移送", by=by, at=at)
    except IntegrityError:
        raise Conflict("该案件已有一项移送在办，请在原项中办理。") from None
    return transfer


@transaction.atomic
def approve(*, transfer: Transfer, by: Asker, at: datetime) -> Document:
    """Decide to transfer, not by who proposed it; the case waits from now on."""
    if by.person_id is not None and by.person_id == transfer.proposed_by_id:
        raise NotAllowed("移送由提出人以外的负责人决定。")
    case = PenaltyCase.every.select_related("enterprise", "owner_unit", "issuer_unit").get(
        pk=transfer.case_id
    )
    move(transfer, "approve", by=by, at=at, changes={"approved_on": beijing_day(at)})
    move(case, "transfer", by=by, at=at, why=transfer.reason)
    context = notices.context(case, by, at) | notices.transfer_context(transfer)
    document = produce(kind="crime_transfer", subject=transfer, context=context, by=by, at=at)
    Transfer.every.filter(pk=transfer.pk).update(letter_number=document.number)
    transfer.letter_number = document.number
    return document


@transaction.atomic
def decline(*, transfer: Transfer, why: str, by: Asker, at: datetime) -> None:
    """Decide not to transfer; the case goes on."""
    if by.person_id is not None and by.person_id == transfer.proposed_by_id:
        raise NotAllowed("是否移送由提出人以外的负责人决定。")
    move(transfer, "decline", by=by, at=at, why=why)


@transaction.atomic
def hand_over(*, transfer: Transfer, received_by: str, by: Asker, at: datetime) -> None:
    """Hand the file to the police with a list of what was handed over, each with its checksum."""
    if not received_by.strip():
        raise Refusal("请填写公安机关的接收人。")
    changes: dict[str, Any] = {
        "handed_at": at,
        "received_by": received_by.strip()[:60],
        "evidence_list": evidence_list(transfer.case),
    }
    move(transfer, "hand_over", by=by, at=at, changes=changes)


@transaction.atomic
def file(*, transfer: Transfer, number: str, text: str, by: Asker, at: datetime) -> None:
    """The police open a criminal case: the administrative one ends with it."""
    move(transfer, "file", by=by, at=at, changes=_answer(number, text, at))
    case = PenaltyCase.every.get(pk=transfer.case_id)
    move(
        case,
        "end_transferred",
        by=by,
        at=at,
        why=f"公安机关已立案：{transfer.answer_number}",
        changes={"ended_on": beijing_day(at)},
    )


@transaction.atomic
def refuse(*, transfer: Transfer, number: str, why: str, by: Asker, at: datetime) -> None:
    """The police open none, with their reason."""
    move(transfer, "refuse", by=by, at=at, why=why, changes=_answer(number, why, at))


@transaction.atomic
def object_to(*, transfer: Transfer, why: str, by: Asker, at: datetime) -> None:
    """Ask the police to decide again."""
    move(transfer, "object", by=by, at=at, why=why)


@transaction.atomic
def take_back(*, transfer: Transfer, why: str, by: Asker, at: datetime) -> None:
    """Take the file back: the administrative case goes on."""
    move(transfer, "take_back", by=by, at=at, why=why)
    case = PenaltyCase.every.get(pk=transfer.case_id)
    move(case, "take_back", by=by, at=at, why=why)


def _answer(number: str, text: str, at: datetime) -> dict[str, Any]:
    if not number.strip() or not text.strip():
        raise Refusal("请填写公安机关的决定文号和内容。")
    return {
        "answered_on": beijing_day(at),
        "answer_number": number.strip()[:80],
        "answer": text.strip(),
    }
