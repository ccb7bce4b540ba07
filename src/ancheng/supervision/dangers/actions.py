"""Verbs on dangers; the state changes through `move` alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.documents.actions import next_number, produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.dangers import rules
from ancheng.supervision.dangers.drawing import drawn
from ancheng.supervision.dangers.models import Danger, Stage
from ancheng.supervision.dangers.notices import rectification_context
from ancheng.supervision.dangers.values import Finding, Grade, Source

NUMBER = "YH-{year}-{n:06d}"


@transaction.atomic
def report(*, finding: Finding, by: Asker, at: datetime) -> Danger:
    """Open the case of a danger, whoever found it."""
    rules.check_finding(finding, role=by.role, unit_id=by.unit_id)
    danger = drawn(finding, by, at)
    danger.number = next_number(kind="danger", pattern=NUMBER, at=at)
    open_cases(cases=[danger], verb="发现隐患", by=by, at=at)
    return danger


@transaction.atomic
def grade(*, danger: Danger, to: Grade, clause: str, by: Asker, at: datetime, why: str = "") -> None:
    """Say how serious it is, and by which clause it is a danger at all."""
    if not (clause.strip() or danger.clause):
        raise Refusal("请写明认定依据（法律、标准的条款）。")
    if to == Grade.MAJOR and len(why.strip()) < 4:
        raise Refusal("核定为重大隐患须写明判定理由（对照的判定标准）。")
    changes = {"grade": to.value, "clause": (clause.strip() or danger.clause)[:200]}
    _step(danger, "grade", by=by, at=at, why=why, changes=changes)


@transaction.atomic
def reject(*, danger: Danger, why: str, by: Asker, at: datetime) -> None:
    """Find that it is no danger, or one that is known already."""
    _step(danger, "reject", by=by, at=at, why=why)


@transaction.atomic
def undertake(*, danger: Danger, due_on: date | None, measures: str, by: Asker, at: datetime) -> None:
    """An enterprise takes a general danger that it found itself in hand, by a day that it names."""
    today = beijing_day(at)
    latest = rules.default_due_on(Grade.GENERAL, today)
    wanted = due_on or danger.due_on or latest
    rules.check_order(grade=Grade(danger.grade), requirement=measures, interim="", due_on=wanted, today=today)
    if wanted > latest:
        raise Refusal(f"自行整改的期限最迟为 {latest:%Y-%m-%d}；需要更长时间的，请报监管单位核定。")
    changes = {"due_on": wanted, "requirement": measures.strip()}
    _step(danger, "undertake", by=by, at=at, why=measures, changes=changes)


@transaction.atomic
def order(
    *, danger: Danger, requirement: str, interim: str, due_on: date | None, by: Asker, at: datetime
) -> Document:
    """Order the rectification by a day, as a numbered notice."""
    today = beijing_day(at)
    rules.check_order(
        grade=Grade(danger.grade), requirement=requirement, interim=interim, due_on=due_on, today=today
    )
    changes = {"requirement": requirement.strip(), "interim": interim.strip(), "due_on": due_on}
    _step(danger, "order", by=by, at=at, changes=changes)
    context = rectification_context(danger, by, at)
    return produce(kind="rectification_notice", subject=danger, context=context, by=by, at=at)


@transaction.atomic
def rectify(*, danger: Danger, result: str, by: Asker, at: datetime) -> None:
    """Say that it is removed and show it; the photos are those taken in this round."""
    rules.check_result(result, photos_of_this_round(danger))
    hand_in(danger, result=result, by=by, at=at, checked=True)


def hand_in(danger: Danger, *, result: str, by: Asker, at: datetime, checked: bool) -> None:
    """Take the step of the rectification; `checked` is False where a listing drives the danger."""
    changes = {
        "result": result.strip(),
        "rectified_by_id": by.person_id,
        "rectified_at": at,
        "accepted_by_id": None,
    }
    _step(danger, "rectify", by=by, at=at, why=result, changes=changes, driven=not checked)


@transaction.atomic
def accept(*, danger: Danger, by: Asker, at: datetime, opinion: str = "", driven: bool = False) -> None:
    """Find the rectification sufficient; the re-check is somebody else's."""
    rules.check_acceptor(by.person_id, rectified_by=danger.rectified_by_id)
    changes = {"accepted_by_id": by.person_id, "accepted_at": at}
    _step(danger, "accept", by=by, at=at, why=opinion, changes=changes, driven=driven)


@transaction.atomic
def recheck(*, danger: Danger, by: Asker, at: datetime, opinion: str = "", driven: bool = False) -> None:
    """Check again on the spot and strike it off; never by who rectified or accepted it."""
    rules.check_independent(
        by.person_id, rectified_by=danger.rectified_by_id, accepted_by=danger.accepted_by_id
    )
    changes = {"rechecked_by_id": by.person_id, "closed_at": at}
    _step(danger, "recheck", by=by, at=at, why=opinion, changes=changes, driven=driven)


@transaction.atomic
def send_back(*, danger: Danger, why: str, by: Asker, at: datetime, driven: bool = False) -> None:
    """Return it with what is still wrong."""
    _step(danger, "send_back", by=by, at=at, why=why, driven=driven)
    _count(danger, "sent_back")


@transaction.atomic
def reopen(*, danger: Danger, why: str, by: Asker, at: datetime) -> None:
    """A danger that was struck off is there again; it is counted."""
    changes = {"closed_at": None, "rechecked_by_id": None, "accepted_by_id": None, "rectified_at": None}
    _step(danger, "reopen", by=by, at=at, why=why, changes=changes)
    _count(danger, "reopened")


@transaction.atomic
def refer(*, danger: Danger, why: str, by: Asker, at: datetime) -> None:
    """Hand a danger that is not being removed to enforcement."""
    _step(danger, "refer", by=by, at=at, why=why)


@transaction.atomic
def shut(*, danger: Danger, why: str, by: Asker, at: datetime, driven: bool = False) -> None:
    """Note that the place was closed by order of the government."""
    _step(danger, "shut", by=by, at=at, why=why, changes={"closed_at": at}, driven=driven)


def photos_of_this_round(danger: Danger) -> int:
    """How many photos of the result were handed in since the danger was last ordered or returned."""
    return danger.photos.filter(
        stage=Stage.AFTER, attachment__withdrawn_at=None, attachment__at__gte=danger.state_since
    ).count()


def may_rectify(danger: Danger, by: Asker) -> bool:
    return may_take(danger, danger.WORKFLOW.step("rectify"), by)


def may_supervise(danger: Danger, by: Asker) -> bool:
    """Whether the asker checks this danger: an officer of the supervising unit, or the office."""
    return may_take(danger, danger.WORKFLOW.step("accept"), by)


def only_supervisors(danger: Danger, by: Asker) -> None:
    if not may_supervise(danger, by):
        raise NotAllowed(f"该事项由监管单位（{danger.issuer_unit}）或安委办办理。")


def closed_to(danger: Danger, verb: str, *, listed: bool) -> str:
    """Why a step that the table permits is not open for this danger; empty when it is."""
    return rules.blocked(verb, source=Source(danger.source), grade=Grade(danger.grade), listed=listed)


def _step(
    danger: Danger,
    verb: str,
    *,
    by: Asker,
    at: datetime,
    why: str = "",
    changes: dict[str, Any] | None = None,
    driven: bool = False,
) -> None:
    # Read anew: a listing may have begun since the page was opened.
    listed = Danger.every.filter(pk=danger.pk, listed=True).exists() and not driven
    sentence = closed_to(danger, verb, listed=listed)
    if sentence:
        raise Conflict(sentence)
    move(danger, verb, by=by, at=at, why=why, changes=changes)


def _count(danger: Danger, field: str) -> None:
    Danger.every.filter(pk=danger.pk).update(**{field: F(field) + 1})
    setattr(danger, field, getattr(danger, field) + 1)
