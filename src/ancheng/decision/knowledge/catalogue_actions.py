"""Verbs on the catalogues: enter, note who uses what, end a use; what is phased out and in use becomes a task."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.actions import office
from ancheng.decision.knowledge.models import Adoption, Listing
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task

KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)
FINDERS = (*OFFICERS, Role.OFFICE)
STOP_DAYS = Editions(
    "在用淘汰设备停用期限（日）", [Edition(90, "淘汰目录未规定期限时", rules.DEFAULT, rules.ALWAYS)]
)


@transaction.atomic
@in_record_language
def enter(*, listing: Listing, by: Asker, at: datetime) -> Listing:
    """Put an entry into a catalogue."""
    if not by.holds(*KEEPERS):
        raise NotAllowed("推广和淘汰目录由安委办维护。")
    if listing.phase_out_by and listing.direction != "phase_out":
        raise Refusal("只有淘汰目录的条目有淘汰期限。")
    if listing.valid_from and listing.valid_to and listing.valid_to < listing.valid_from:
        raise Refusal("移出日期不能早于列入日期。")
    try:
        with transaction.atomic():
            listing.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"编号“{listing.code}”已在目录中。") from fault
    record(
        by=by, at=at, verb="列入目录", subject=listing, after={"code": listing.code, "source": listing.source}
    )
    return listing


def stop_by(listing: Listing, on: date) -> date | None:
    """By when a use has to end: the catalogue's own day while it lies ahead, else so many days from now."""
    if listing.direction != "phase_out":
        return None
    if listing.phase_out_by and listing.phase_out_by > on:
        return listing.phase_out_by
    return on + timedelta(days=STOP_DAYS.in_force(on).value)


@transaction.atomic
@in_record_language
def note_use(
    *, listing: Listing, enterprise: Unit, note: str, by: Asker, at: datetime, asset_id: int | None = None
) -> Adoption:
    """Note that an enterprise uses it; what is phased out gets a day and a task for the enterprise."""
    _only_finders(enterprise, by)
    on = beijing_day(at)
    if listing.direction == "phase_out" and listing.validity(on) != rules.Validity.IN_FORCE:
        raise Refusal("该淘汰条目目前不在有效期内，不能据此要求停用。")
    made = Adoption(
        listing=listing, enterprise=enterprise, note=note.strip()[:200], found_on=on, asset_id=asset_id,
        deadline=stop_by(listing, on),
    )  # fmt: skip
    made.derive_scope()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"{enterprise}使用“{listing}”已登记。") from fault
    record(by=by, at=at, verb="登记使用情况", subject=made, after={"deadline": made.deadline})
    if made.deadline:
        task = _task(made, by, at)
        Adoption.every.filter(pk=made.pk).update(task_id=task.pk)
        made.task_id = task.pk
    return made


def _task(made: Adoption, by: Asker, at: datetime) -> Task:
    task = Task(
        title=f"停用淘汰{made.listing.get_thing_display()}：{made.listing}"[:200],
        text=f"依据{made.listing.source}，须于{made.deadline}前停用或更换。{made.listing.instead}",
        source_type="knowledge.adoption",
        source_id=made.pk,
        source_label=str(made)[:200],
        ends_on=made.deadline,
        owner_unit=made.enterprise,
        issuer_unit=Unit.objects.get(pk=by.unit_id) if by.unit_id else office(),
    )
    assign(tasks=[task], by=by, at=at)
    return task


@transaction.atomic
@in_record_language
def end_use(*, adoption: Adoption, by: Asker, at: datetime) -> None:
    """Note that it is no longer in use."""
    _only_finders(adoption.enterprise, by)
    on = beijing_day(at)
    if not Adoption.every.filter(pk=adoption.pk, ended_on=None).update(ended_on=on):
        raise Conflict("该使用情况已登记停用。")
    record(by=by, at=at, verb="登记停用", subject=adoption, after={"ended_on": on})


def _only_finders(enterprise: Unit, by: Asker) -> None:
    if not by.holds(*FINDERS):
        raise NotAllowed("使用情况由街乡、部门和执法人员登记。")
    if enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal("请选择企业。")
    if by.role is not None and not Unit.objects.filter(pk=enterprise.pk).visible_to(by).exists():
        raise NotAllowed("该企业不在您的管理范围内。")
