"""What lies between notice and decision: defence, waiver, hearing, collective discussion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.workflow.actions import move
from ancheng.kernel.workflow.calendar import calendar
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.models import Officer, PenaltyCase
from ancheng.supervision.penalties.staff import only_others, party_or_worker


@transaction.atomic
def defend(*, case: PenaltyCase, text: str, by: Asker, at: datetime) -> None:
    """The party states its case, as often as it wishes within the period; each statement is kept."""
    party_or_worker(case, by)
    if len(text.strip()) < 5:
        raise Refusal("请写明陈述申辩意见（不少于5个字），或选择放弃。")
    now = _answering(case, beijing_day(at))
    said = f"{now.defence}\n{text.strip()}".strip()
    _note(case, {"defence": said, "defended_at": at, "waived": False})
    record(by=by, at=at, verb="陈述申辩", subject=case, after={"defence": text.strip()})


@transaction.atomic
def waive(*, case: PenaltyCase, by: Asker, at: datetime) -> None:
    """The party gives up statement and hearing, so that its days need not be waited for."""
    party_or_worker(case, by)
    now = _answering(case, beijing_day(at))
    if now.hearing_asked_on:
        raise Conflict("当事人已经要求听证；撤回听证申请后才能放弃。")
    _note(case, {"waived": True})
    record(by=by, at=at, verb="放弃陈述申辩和听证", subject=case)


@transaction.atomic
def ask_hearing(*, case: PenaltyCase, by: Asker, at: datetime) -> None:
    """The party asks for a hearing, where it may and in time."""
    party_or_worker(case, by)
    now, on = _answering(case, beijing_day(at)), beijing_day(at)
    if not now.hearing_right:
        edition = rules.HEARING_RIGHT.in_force(on)
        raise Refusal(f"拟作出的处罚不在听证范围内（{edition.citation}），可以陈述申辩。")
    if now.hearing_asked_on:
        raise Conflict("已经要求听证，等待行政机关组织。")
    _note(case, {"hearing_asked_on": on, "waived": False})
    record(by=by, at=at, verb="要求听证", subject=case, after={"hearing_asked_on": on})


@transaction.atomic
def drop_hearing(*, case: PenaltyCase, by: Asker, at: datetime, why: str) -> None:
    """The party takes its request back."""
    party_or_worker(case, by)
    if not why.strip():
        raise Refusal("请写明撤回听证申请的理由。")
    if not PenaltyCase.every.filter(pk=case.pk, state="notified", hearing_asked_on__isnull=False).update(
        hearing_asked_on=None
    ):
        raise Conflict("没有可以撤回的听证申请。")
    case.hearing_asked_on = None
    record(by=by, at=at, verb="撤回听证申请", subject=case, why=why)


@transaction.atomic
def hear_out(*, case: PenaltyCase, answer: str, by: Asker, at: datetime) -> None:
    """Answer the defence; not before the period is over or was waived, not past a hearing that was asked for."""
    now = PenaltyCase.every.get(pk=case.pk)
    on = beijing_day(at)
    if now.hearing_asked_on:
        raise Refusal("当事人要求听证的，应当组织听证。")
    answered = now.waived or (now.defended_at is not None and not now.hearing_right)
    if now.answer_until and on <= now.answer_until and not answered:
        raise Refusal(
            f"陈述申辩、听证申请期限至 {now.answer_until:%Y-%m-%d}，期满或当事人书面放弃后才能办理。"
        )
    if len(answer.strip()) < 5:
        raise Refusal("请写明复核意见（不少于5个字）；未陈述申辩的写明“期满未陈述申辩”。")
    move(case, "hear_out", by=by, at=at, why=answer, changes={"answer": answer.strip()})


@transaction.atomic
def open_hearing(*, case: PenaltyCase, held_on: date | None, chair: str, by: Asker, at: datetime) -> None:
    """Set the day of the hearing, with notice to the party in time, under a chair who did not investigate."""
    now = PenaltyCase.every.get(pk=case.pk)
    if now.hearing_asked_on is None:
        raise Refusal("当事人没有要求听证。")
    if held_on is None or not chair.strip():
        raise Refusal("请填写听证日期和主持人。")
    if Officer.objects.filter(case=case, name=chair.strip()).exists():
        raise Refusal("听证由本案调查人员以外的人主持，请更换主持人。")
    today = beijing_day(at)
    first = rules.last_day(rules.HEARING_ANNOUNCED, today, calendar())
    if held_on < first:
        citation = rules.HEARING_ANNOUNCED.in_force(today).citation
        raise Refusal(f"听证应提前通知当事人（{citation}），最早为 {first:%Y-%m-%d}。")
    changes = {"hearing_on": held_on, "hearing_chair": chair.strip()[:60]}
    move(case, "open_hearing", by=by, at=at, changes=changes)


@transaction.atomic
def close_hearing(*, case: PenaltyCase, text: str, by: Asker, at: datetime) -> None:
    """Keep the record of the hearing and the chair's opinion: the decision rests on it."""
    now = PenaltyCase.every.get(pk=case.pk)
    if now.hearing_on and beijing_day(at) < now.hearing_on:
        raise Refusal(f"听证定于 {now.hearing_on:%Y-%m-%d} 举行，举行后才能登记听证笔录。")
    if len(text.strip()) < 10:
        raise Refusal("请写明听证笔录要点和听证意见（不少于10个字）。")
    changes = {"hearing_record": text.strip(), "answer": now.answer or f"经听证：{text.strip()}"[:2000]}
    move(case, "close_hearing", by=by, at=at, changes=changes)


@transaction.atomic
def discuss(*, case: PenaltyCase, people: str, opinion: str, by: Asker, at: datetime) -> None:
    """The heads of the body discuss the case together."""
    only_others(case, by, "集体讨论结论")
    present = [each for each in people.replace("，", "、").replace(",", "、").split("、") if each.strip()]
    if len(present) < 2:
        raise Refusal("集体讨论须有不少于两名负责人参加，姓名用顿号分开。")
    if len(opinion.strip()) < 5:
        raise Refusal("请写明讨论意见（不少于5个字）。")
    changes: dict[str, Any] = {
        "discussed_on": beijing_day(at),
        "discussed_by": "、".join(each.strip() for each in present)[:300],
        "discussion": opinion.strip(),
    }
    move(case, "discuss", by=by, at=at, why=opinion, changes=changes)


def _answering(case: PenaltyCase, on: date) -> PenaltyCase:
    """The case as it stands while the party may still answer."""
    now: PenaltyCase = PenaltyCase.every.select_for_update(of=("self",)).get(pk=case.pk)
    if now.state != "notified":
        raise Conflict(f"该案件处于“{now.state_label}”，不在陈述申辩、听证申请期间。")
    if now.answer_until and on > now.answer_until:
        raise Refusal(f"陈述申辩、听证申请期限已于 {now.answer_until:%Y-%m-%d} 届满。")
    return now


def _note(case: PenaltyCase, changes: dict[str, Any]) -> None:
    PenaltyCase.every.filter(pk=case.pk).update(**changes)
    for name, value in changes.items():
        setattr(case, name, value)
