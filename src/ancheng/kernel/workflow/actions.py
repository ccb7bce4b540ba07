"""The only way in which a case changes state, and what its clock does meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import add_working_days, due, due_after_pause, working_days
from ancheng.contracts.kernel import CaseMoved
from ancheng.kernel.audit.actions import entry, record, record_all
from ancheng.kernel.events.actions import announce
from ancheng.kernel.language import as_recorded, in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.calendar import calendar
from ancheng.kernel.workflow.declare import OWNER, Rung, Step
from ancheng.kernel.workflow.models import Case, Clock, Extension

# Clocks of a person's own party may also be answered for by these.
ANY_PARTY = (Role.OFFICE, Role.ADMINISTRATOR)


@transaction.atomic
@in_record_language
def open_cases(*, cases: Sequence[Case], verb: str, by: Asker, at: datetime) -> None:
    """Write new cases of one kind in their first state, each with its clock and its audit row."""
    if not cases:
        return
    for case in cases:
        case.state, case.state_since = case.WORKFLOW.start, at
        case.derive_scope()
    type(cases[0]).every.bulk_create(cases, batch_size=1000)
    clocks = [clock for clock in (new_clock(each, at) for each in cases) if clock]
    Clock.objects.bulk_create(clocks, batch_size=1000)
    due_by_case = {clock.subject_id: clock.due_at for clock in clocks}
    for case in cases:
        case.due_at = due_by_case.get(case.pk)
    type(cases[0]).every.bulk_update(cases, ["due_at"], batch_size=1000)
    record_all(entry(by=by, at=at, verb=verb, subject=each, to_state=each.state) for each in cases)


@transaction.atomic
@in_record_language
def move(
    case: Case,
    verb: str,
    *,
    by: Asker,
    at: datetime,
    why: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Take one declared step by compare-and-set: state, clock, audit row and announcement in one commit."""
    step = case.WORKFLOW.step(verb)
    permit(case, step, by=by, why=why)
    before, fields = case.state, dict(changes or {})
    known = {name: getattr(case, name) for name in fields}
    moved = (
        type(case)
        .every.filter(pk=case.pk, state=before, state__in=step.sources)
        .update(state=step.target, state_since=at, **fields)
    )
    if not moved:
        raise _moved_meanwhile(case, step)
    stop_clock(case, at=at)
    for name, value in {**fields, "state": step.target, "state_since": at}.items():
        setattr(case, name, value)
    start_clock(case, at=at)
    record(
        by=by,
        at=at,
        verb=step.label,
        subject=case,
        from_state=before,
        to_state=step.target,
        why=why,
        before=known,
        after=fields,
    )
    announce(CaseMoved(case._meta.label_lower, case.pk, verb, before, step.target, by.person_id, at))


def permit(case: Case, step: Step, *, by: Asker, why: str) -> None:
    """Refuse with a sentence unless `by` may take `step` now."""
    if case.state not in step.sources:
        raise _moved_meanwhile(case, step)
    if not may_take(case, step, by):
        raise NotAllowed(f"您的岗位不能对该事项执行“{step.label}”，请联系{_party_name(case, step)}。")
    if step.why and not why.strip():
        raise Refusal(f"“{step.label}”须填写理由。")


def may_take(case: Case, step: Step, by: Asker) -> bool:
    """Whether the seat has the role of the step and sits with the party of the step."""
    if by.role is None:
        return True
    if not by.may_write or by.role not in step.by:
        return False
    return by.role in ANY_PARTY or by.unit_id in _units_for(case, step.party)


def verbs_for(case: Case, by: Asker) -> list[Step]:
    """The steps that `by` may take now, the awaited one first."""
    awaited = case.WORKFLOW.timed_step(case.state)
    steps = [each for each in case.WORKFLOW.steps_from(case.state) if may_take(case, each, by)]
    return sorted(steps, key=lambda each: each is not awaited)


def new_clock(case: Case, at: datetime) -> Clock | None:
    """The clock of the state that `case` is in, not yet written; None where nothing is awaited in time."""
    step = case.WORKFLOW.timed_step(case.state)
    if step is None or step.within is None:
        return None
    within = step.within(case) if callable(step.within) else step.within
    if within is None:
        return None
    due_at = within if isinstance(within, datetime) else due(within, at, calendar())
    return Clock(
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        subject_label=str(case)[:300],
        workflow=case.WORKFLOW.name,
        state=case.state,
        awaited=as_recorded(step.label),
        unit_id=case.party_unit_id(step.party),
        realm=case.realm,
        started_at=at,
        due_at=due_at,
        clause="" if isinstance(within, datetime) else within.clause,
        next_rung_at=rung_at(case.WORKFLOW.ladder, 0, due_at),
    )


def start_clock(case: Case, *, at: datetime) -> None:
    clock = new_clock(case, at)
    if clock:
        clock.save()
    case.due_at = clock.due_at if clock else None
    type(case).every.filter(pk=case.pk).update(due_at=case.due_at)


def stop_clock(case: Case, *, at: datetime) -> None:
    Clock.objects.of(case).filter(stopped_at=None).update(stopped_at=at, next_rung_at=None)


def rung_at(ladder: Sequence[Rung], number: int, due_at: datetime) -> datetime | None:
    """When rung `number` is reached for a clock due at `due_at`; None past the last."""
    if number >= len(ladder):
        return None
    return add_working_days(due_at, ladder[number].working_days, calendar())


@transaction.atomic
def set_due(case: Case, *, due_at: datetime, by: Asker, at: datetime, why: str) -> None:
    """Give the running clock of `case` another end, with a reason."""
    clock = _running(case)
    _reset(clock, case, due_at)
    record(
        by=by,
        at=at,
        verb="调整时限",
        subject=case,
        why=why,
        before={"due_at": clock.due_at},
        after={"due_at": due_at},
    )


@transaction.atomic
def pause_clock(case: Case, *, by: Asker, at: datetime, why: str) -> None:
    """Stop counting while somebody else must act first; the reason is recorded."""
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("只有安委办可以中止计时。")
    if not why.strip():
        raise Refusal("中止计时须填写理由。")
    clock = _running(case)
    if not Clock.objects.filter(pk=clock.pk, paused_at=None).update(paused_at=at, pause_reason=why[:200]):
        raise Conflict("该事项的计时已经中止。")
    record(by=by, at=at, verb="中止计时", subject=case, why=why)


@transaction.atomic
def resume_clock(case: Case, *, by: Asker, at: datetime) -> None:
    """Count again; the time that was left is left still."""
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("只有安委办可以恢复计时。")
    clock = _running(case)
    if clock.paused_at is None:
        raise Conflict("该事项的计时没有中止。")
    due_at = due_after_pause(clock.due_at, clock.paused_at, at, calendar())
    Clock.objects.filter(pk=clock.pk).update(paused_at=None, pause_reason="")
    _reset(clock, case, due_at)
    record(
        by=by, at=at, verb="恢复计时", subject=case, before={"due_at": clock.due_at}, after={"due_at": due_at}
    )


@transaction.atomic
def ask_extension(case: Case, *, days: int, reason: str, by: Asker, at: datetime) -> Extension:
    """Ask for so many more working days."""
    if not 1 <= days <= 60:
        raise Refusal("延期天数应在 1 至 60 个工作日之间。")
    if not reason.strip():
        raise Refusal("申请延期须填写理由。")
    clock = _running(case)
    if by.unit_id != clock.unit_id or by.person_id is None:
        raise NotAllowed("只有承办单位可以申请延期。")
    if clock.extensions.filter(decided_at=None).exists():
        raise Conflict("该事项已有一份延期申请待审批。")
    asked = Extension.objects.create(
        clock=clock,
        asked_by_id=by.person_id,
        asked_at=at,
        working_days=days,
        reason=reason,
        due_before=clock.due_at,
    )
    record(by=by, at=at, verb="申请延期", subject=case, why=reason, after={"working_days": days})
    return asked


@transaction.atomic
def decide_extension(
    case: Case, extension: Extension, *, granted: bool, answer: str, by: Asker, at: datetime
) -> None:
    """Grant or refuse more time; nobody decides on an own request."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("延期由安委办审批。")
    if extension.asked_by_id == by.person_id:
        raise NotAllowed("不能审批本人提出的延期申请。")
    clock = Clock.objects.select_for_update().get(pk=extension.clock_id)
    if clock.stopped_at:
        raise Conflict("该环节已经办结，延期申请不再需要审批。")
    due_after = due(working_days(extension.working_days), clock.due_at, calendar()) if granted else None
    decided = Extension.objects.filter(pk=extension.pk, decided_at=None).update(
        granted=granted, answer=answer, decided_by_id=by.person_id, decided_at=at, due_after=due_after
    )
    if not decided:
        raise Conflict("该延期申请已由他人审批。")
    if due_after:
        _reset(clock, case, due_after)
    record(
        by=by,
        at=at,
        verb="批准延期" if granted else "不予延期",
        subject=case,
        why=answer,
        before={"due_at": clock.due_at},
        after={"due_at": due_after or clock.due_at},
    )


def _reset(clock: Clock, case: Case, due_at: datetime) -> None:
    Clock.objects.filter(pk=clock.pk).update(
        due_at=due_at, rung=0, next_rung_at=rung_at(case.WORKFLOW.ladder, 0, due_at)
    )
    type(case).every.filter(pk=case.pk).update(due_at=due_at)
    case.due_at = due_at


def _running(case: Case) -> Clock:
    clock = Clock.objects.select_for_update().of(case).filter(stopped_at=None).first()
    if clock is None:
        raise Conflict("该事项当前没有计时中的环节。")
    return clock


def _units_for(case: Case, party: str) -> set[int]:
    unit_id = case.party_unit_id(party)
    if unit_id is None:
        return set()
    unit = Unit.objects.only("pk", "ancestors").get(pk=unit_id)
    # The unit's own superiors below the district may answer for it: a subdistrict for its community.
    return set(unit.line[1:]) or {unit.pk} if party == OWNER else {unit.pk}


def _party_name(case: Case, step: Step) -> str:
    unit_id = case.party_unit_id(step.party)
    return str(Unit.objects.get(pk=unit_id)) if unit_id else "安委办"


def _moved_meanwhile(case: Case, step: Step) -> Conflict:
    now = type(case).every.filter(pk=case.pk).values_list("state", flat=True).first() or case.state
    return Conflict(
        f"该事项现处于“{case.WORKFLOW.label_of(now)}”，不能执行“{step.label}”，可能已由他人办理，请刷新后查看。"
    )
