"""Verbs on listings (挂牌督办); a listing drives the danger that it is about."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import may_take, move, open_cases
from ancheng.supervision.dangers import actions, rules
from ancheng.supervision.dangers.models import Danger, Level, Listing, Progress
from ancheng.supervision.dangers.notices import listing_context
from ancheng.supervision.dangers.values import Grade, ListingPlan

TO_BE_LISTED = ("ordered", "returned", "enforced")


@transaction.atomic
def propose(
    *, danger: Danger, level: Level, reason: str, due_on: date | None, by: Asker, at: datetime
) -> Listing:
    """Propose that a major danger under rectification be listed."""
    actions.only_supervisors(danger, by)
    if danger.grade != Grade.MAJOR:
        raise Refusal("只有重大隐患可以挂牌督办，请先核定等级。")
    if danger.state not in TO_BE_LISTED:
        raise Conflict(f"该隐患处于“{danger.state_label}”，整改期间才能挂牌督办。")
    if len(reason.strip()) < 4:
        raise Refusal("请写明挂牌督办的理由。")
    if due_on is None or due_on <= beijing_day(at):
        raise Refusal("请填写今天以后的治理期限。")
    if not Danger.every.filter(pk=danger.pk, listed=False, state__in=TO_BE_LISTED).update(listed=True):
        raise Conflict("该隐患已在挂牌督办中，或状态刚被改变，请刷新后查看。")
    danger.listed = True
    listing = Listing(
        danger=danger,
        level=level,
        reason=reason.strip(),
        due_on=due_on,
        owner_unit=danger.owner_unit,
        issuer_unit=danger.issuer_unit,
        realm=danger.realm,
    )
    open_cases(cases=[listing], verb="拟挂牌督办", by=by, at=at)
    _note(listing, "提出挂牌督办", by, at, reason)
    return listing


@transaction.atomic
def put_on_list(*, listing: Listing, publish: bool, by: Asker, at: datetime) -> Document:
    """List it: a numbered notice to the unit and, where it may be shown, a public notice."""
    move(listing, "list", by=by, at=at, changes={"listed_on": beijing_day(at)})
    context = listing_context(listing, by, at)
    document = produce(kind="listing_notice", subject=listing, context=context, by=by, at=at)
    _set(listing, number=document.number)
    if publish:
        make_public(listing=listing, by=by, at=at)
    _note(listing, "挂牌督办", by, at, document.number)
    return document


@transaction.atomic
def make_public(*, listing: Listing, by: Asker, at: datetime) -> None:
    """Show it on the public board; an exercise is never shown."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("挂牌督办由安委办公示。")
    if listing.realm != "actual":
        raise Refusal("演练内容不能公示。")
    if listing.state in ("proposed", "declined"):
        raise Conflict("尚未挂牌，不能公示。")
    if not Listing.every.filter(pk=listing.pk, published_at=None).update(published_at=at):
        raise Conflict("该挂牌督办已经公示。")
    listing.published_at = at
    record(by=by, at=at, verb="公示", subject=listing, after={"published_at": at})


@transaction.atomic
def decline(*, listing: Listing, why: str, by: Asker, at: datetime) -> None:
    move(listing, "decline", by=by, at=at, why=why)
    _unlist(listing, "不予挂牌", by, at, why)


@transaction.atomic
def file_plan(*, listing: Listing, plan: ListingPlan, by: Asker, at: datetime) -> None:
    """Set down the five items and what protects people meanwhile."""
    rules.check_plan(plan, deadline=listing.due_on)
    changes = {
        "targets": plan.targets.strip(),
        "measures": plan.measures.strip(),
        "money": plan.money.strip()[:300],
        "people": plan.people.strip()[:300],
        "plan_due_on": plan.due_on,
        "safety": plan.safety.strip(),
    }
    move(listing, "file_plan", by=by, at=at, changes=changes)


@transaction.atomic
def return_plan(*, listing: Listing, why: str, by: Asker, at: datetime) -> None:
    move(listing, "return_plan", by=by, at=at, why=why)


@transaction.atomic
def start(*, listing: Listing, by: Asker, at: datetime, opinion: str = "") -> None:
    move(listing, "start", by=by, at=at, why=opinion)


@transaction.atomic
def report_progress(*, listing: Listing, percent: int, text: str, by: Asker, at: datetime) -> Progress:
    """Say how far the work is."""
    if not may_take(listing, listing.WORKFLOW.step("apply"), by):
        raise NotAllowed("只有治理责任单位可以填报进展。")
    if listing.state not in ("rectifying", "failed"):
        raise Conflict(f"该挂牌督办处于“{listing.state_label}”，不能填报进展。")
    if not 0 <= percent <= 100 or len(text.strip()) < 4:
        raise Refusal("请填写 0 至 100 的进度，并说明进展情况。")
    row = Progress.objects.create(
        listing=listing, at=at, by_id=by.person_id, by_name=by.name, percent=percent, text=text.strip()
    )
    record(by=by, at=at, verb="填报治理进展", subject=listing, why=text, after={"percent": percent})
    return row


@transaction.atomic
def apply(*, listing: Listing, result: str, by: Asker, at: datetime) -> None:
    """Ask for the review on the spot; the danger waits for its acceptance from now on."""
    danger = _danger(listing)
    rules.check_result(result, actions.photos_of_this_round(danger))
    actions.hand_in(danger, result=result, by=by, at=at, checked=False)
    move(listing, "apply", by=by, at=at, why=result, changes={"applied_by_id": by.person_id})


@transaction.atomic
def pass_check(*, listing: Listing, on: date | None, opinion: str, by: Asker, at: datetime) -> None:
    """Find on the spot that the danger is removed."""
    _check_review(listing, on, opinion, by, at)
    actions.accept(danger=_danger(listing), by=by, at=at, opinion=opinion, driven=True)
    changes = {"checked_by_id": by.person_id, "checked_on": on, "opinion": opinion.strip()}
    move(listing, "pass_check", by=by, at=at, why=opinion, changes=changes)


@transaction.atomic
def fail_check(*, listing: Listing, on: date | None, opinion: str, by: Asker, at: datetime) -> None:
    """Find on the spot that it is not removed."""
    _check_review(listing, on, opinion, by, at)
    actions.send_back(danger=_danger(listing), why=opinion, by=by, at=at, driven=True)
    changes = {"checked_by_id": by.person_id, "checked_on": on, "opinion": opinion.strip()}
    move(listing, "fail_check", by=by, at=at, why=opinion, changes=changes)
    _set(listing, failures=listing.failures + 1)


@transaction.atomic
def resume(*, listing: Listing, by: Asker, at: datetime) -> None:
    move(listing, "resume", by=by, at=at)


@transaction.atomic
def ask_closure(*, listing: Listing, why: str, by: Asker, at: datetime) -> None:
    """Ask the government to close the place."""
    move(listing, "ask_closure", by=by, at=at, why=why)


@transaction.atomic
def spare(*, listing: Listing, why: str, by: Asker, at: datetime) -> None:
    move(listing, "spare", by=by, at=at, why=why)


@transaction.atomic
def close(*, listing: Listing, order_number: str, by: Asker, at: datetime) -> None:
    """Note the government's order of closure; listing and danger end by it."""
    if not order_number.strip():
        raise Refusal("请填写政府关闭决定的文号。")
    why = f"关闭决定：{order_number.strip()}"
    move(listing, "shut", by=by, at=at, why=why, changes={"ended_on": beijing_day(at)})
    danger = _danger(listing)
    actions.shut(danger=danger, why=why, by=by, at=at, driven=True)
    _unlist(listing, "挂牌督办结束（依法关闭）", by, at, why)


@transaction.atomic
def delist(*, listing: Listing, by: Asker, at: datetime, opinion: str = "") -> None:
    """Take it off the list and strike the danger off; never by who reviewed it on the spot."""
    if by.person_id is not None and by.person_id == listing.checked_by_id:
        raise NotAllowed("不能由现场审查人本人摘牌，请由其他人员办理。")
    actions.recheck(danger=_danger(listing), by=by, at=at, opinion=opinion, driven=True)
    move(listing, "delist", by=by, at=at, why=opinion, changes={"ended_on": beijing_day(at)})
    _unlist(listing, "摘牌", by, at, opinion)


def _check_review(listing: Listing, on: date | None, opinion: str, by: Asker, at: datetime) -> None:
    if on is None or on > beijing_day(at):
        raise Refusal("请填写现场审查日期（不晚于今天）。")
    if len(opinion.strip()) < 4:
        raise Refusal("请写明现场审查意见。")
    if by.person_id is not None and by.person_id == listing.applied_by_id:
        raise NotAllowed("不能审查本人申请验收的事项，请由其他人员审查。")


def _danger(listing: Listing) -> Danger:
    danger: Danger = Danger.every.select_related("owner_unit", "issuer_unit").get(pk=listing.danger_id)
    return danger


def _set(listing: Listing, **values: object) -> None:
    Listing.every.filter(pk=listing.pk).update(**values)
    for name, value in values.items():
        setattr(listing, name, value)


def _unlist(listing: Listing, verb: str, by: Asker, at: datetime, why: str) -> None:
    Danger.every.filter(pk=listing.danger_id).update(listed=False)
    listing.danger.listed = False
    _note(listing, verb, by, at, why)


def _note(listing: Listing, verb: str, by: Asker, at: datetime, why: str) -> None:
    """The danger's own timeline also says what became of its listing."""
    record(by=by, at=at, verb=verb, subject=listing.danger, why=why, after={"listing": listing.pk})
