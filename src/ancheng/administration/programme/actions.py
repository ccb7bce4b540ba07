"""Verbs on programmes: take in a document, correct what was read, adopt it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from ancheng.administration.programme import adoption, queries, reading
from ancheng.administration.programme.models import Group, GroupUnit, Phase, Programme, ProgrammeState
from ancheng.administration.programme.rules import tasks_end
from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.kernel.audit.actions import record
from ancheng.kernel.files.actions import store
from ancheng.kernel.orgs.actions import add_alias, add_unit
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.actions import set_end
from ancheng.kernel.tasks.models import Part
from ancheng.science.plan_text import parse_plan, read_document


@transaction.atomic
def upload(*, file: File[Any], by: Asker, at: datetime, supersedes: Programme | None = None) -> Programme:
    """Read a plan document into a draft; what cannot be read leaves nothing behind."""
    _only_office(by)
    name = Path(file.name or "方案").name
    blob = store(chunks=file.chunks(), name=name, purpose="plan", at=at)
    document = read_document(blob.path.read_bytes(), name)
    plan = parse_plan(document.text)
    if not plan.groups:
        raise Unreadable(
            f"“{name}”中没有读到“责任单位：……”一类的责任分工，无法分解任务；请确认上传的是实施方案正文。"
        )
    if supersedes and supersedes.state != ProgrammeState.ADOPTED:
        raise Conflict("只能替代已采纳的方案，请从方案页重新上传新版。")
    if (
        supersedes
        and Programme.every.filter(supersedes=supersedes).exclude(state=ProgrammeState.DISCARDED).exists()
    ):
        raise Conflict("该方案已有一份待核对的新版，请先采纳或放弃它。")
    ends_on, rule = tasks_end(plan.phases)
    programme = Programme.every.create(
        title=plan.title[:300] or name,
        number=plan.number or "",
        supersedes=supersedes,
        text=document.text,
        file=blob,
        file_name=name,
        ends_on=ends_on,
        ends_on_rule=rule,
        uploaded_at=at,
        uploaded_by_id=by.person_id,
    )
    reading.write(programme, plan)
    record(
        by=by,
        at=at,
        verb="上传方案",
        subject=programme,
        after={"file": name, "sha256": blob.sha256, "groups": len(plan.groups)},
    )
    return programme


@transaction.atomic
def link(*, programme: Programme, name: str, unit: Unit, remember: bool, by: Asker, at: datetime) -> int:
    """Say which unit a name means everywhere in a draft, and let the register remember it as an alias."""
    _only_draft(programme, by)
    if remember:
        add_alias(unit=unit, name=name, by=by, at=at)
    linked = GroupUnit.objects.filter(group__programme=programme, name=name).update(unit=unit, ignored_why="")
    if not linked:
        raise Refusal(f"方案中没有名为“{name}”的单位。")
    record(by=by, at=at, verb="认定单位", subject=programme, after={"name": name, "unit": str(unit)})
    return linked


@transaction.atomic
def ignore(*, programme: Programme, name: str, why: str, by: Asker, at: datetime) -> None:
    """Leave out a name that is no unit of this district, with the reason."""
    _only_draft(programme, by)
    if not why.strip():
        raise Refusal(f"不纳入“{name}”须填写理由。")
    GroupUnit.objects.filter(group__programme=programme, name=name, unit=None).update(ignored_why=why[:200])
    record(by=by, at=at, verb="不纳入单位", subject=programme, why=why, after={"name": name})


@transaction.atomic
def amend_group(
    *,
    group: Group,
    title: str,
    due_on: date | None,
    parts: dict[int, str],
    added: Unit | None,
    by: Asker,
    at: datetime,
) -> None:
    """Correct a group of a draft: title, end, the part of each named unit (empty: leave it out), one more unit."""
    _only_draft(group.programme, by)
    if not title.strip():
        raise Refusal("责任分工的标题不能为空。")
    before = {"title": group.title, "due_on": group.due_on}
    Group.objects.filter(pk=group.pk).update(title=title.strip()[:200], due_on=due_on)
    for named in group.named.all():
        part = parts.get(named.pk, named.part)
        if not part:
            GroupUnit.objects.filter(pk=named.pk).update(ignored_why="核对时移除")
        elif part in Part.values:
            GroupUnit.objects.filter(pk=named.pk).update(part=part, ignored_why="")
    if added:
        GroupUnit.objects.get_or_create(
            group=group, name=str(added), defaults={"unit": added, "part": Part.RESPONSIBLE, "order": 999}
        )
    record(
        by=by,
        at=at,
        verb="修改责任分工",
        subject=group.programme,
        before=before,
        after={"group": group.key, "title": title, "due_on": due_on, "added": str(added or "")},
    )


@transaction.atomic
def drop_group(*, group: Group, why: str, by: Asker, at: datetime) -> None:
    """Leave a group out of the adoption (empty reason: take it in again)."""
    _only_draft(group.programme, by)
    Group.objects.filter(pk=group.pk).update(dropped_why=why.strip()[:200])
    verb = msgid("不采纳责任分工") if why.strip() else msgid("恢复责任分工")
    record(by=by, at=at, verb=verb, subject=group.programme, why=why, after={"group": group.key})


@transaction.atomic
def set_tasks_end(*, programme: Programme, ends_on: date | None, by: Asker, at: datetime) -> None:
    """Choose the day by which the tasks of a draft are due."""
    _only_draft(programme, by)
    Programme.every.filter(pk=programme.pk).update(ends_on=ends_on, ends_on_rule="安委办核对时指定")
    record(
        by=by,
        at=at,
        verb="指定任务完成时限",
        subject=programme,
        before={"ends_on": programme.ends_on},
        after={"ends_on": ends_on},
    )


@transaction.atomic
def set_phase(
    *,
    phase: Phase,
    starts_on: date | None,
    ends_on: date | None,
    carry: bool,
    why: str,
    by: Asker,
    at: datetime,
) -> int:
    """Correct the dates of a phase; with `carry` the open tasks that were due at its old end follow."""
    _only_office(by)
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal("阶段的结束日期不能早于开始日期。")
    before = {"starts_on": phase.starts_on, "ends_on": phase.ends_on}
    Phase.objects.filter(pk=phase.pk).update(starts_on=starts_on, ends_on=ends_on)
    carried = (
        _carry(phase, ends_on, by=by, at=at, why=why) if carry and ends_on and ends_on != phase.ends_on else 0
    )
    record(
        by=by,
        at=at,
        verb="调整阶段日期",
        subject=phase.programme,
        why=why,
        before=before,
        after={"phase": phase.title, "starts_on": starts_on, "ends_on": ends_on, "tasks": carried},
    )
    return carried


def _carry(phase: Phase, ends_on: date, *, by: Asker, at: datetime, why: str) -> int:
    tasks = (
        queries.tasks_of(phase.programme)
        .filter(ends_on=phase.ends_on)
        .exclude(state__in=("done", "cancelled"))
    )
    moved = 0
    for task in tasks.select_related("owner_unit", "issuer_unit"):
        set_end(task=task, ends_on=ends_on, by=by, at=at, why=why or f"“{phase.title}”日期调整")
        moved += 1
    return moved


@transaction.atomic
def discard(*, programme: Programme, why: str, by: Asker, at: datetime) -> None:
    """Give up a draft; its file and what was read stay on record."""
    _only_draft(programme, by)
    Programme.every.filter(pk=programme.pk).update(state=ProgrammeState.DISCARDED, supersedes=None)
    record(by=by, at=at, verb="放弃草稿", subject=programme, why=why)


@transaction.atomic
def adopt(*, programme: Programme, by: Asker, at: datetime) -> int:
    """Turn a draft into tasks, one per group and unit; returns how many tasks were given out anew."""
    _only_office(by)
    unknown = queries.unknown_names(programme)
    if unknown:
        raise Refusal(
            f"还有 {len(unknown)} 个单位名称未认定：{'、'.join(unknown[:8])}。请先认定或注明不纳入。"
        )
    taken = Programme.every.filter(pk=programme.pk, state=ProgrammeState.DRAFT).update(
        state=ProgrammeState.ADOPTED, adopted_at=at
    )
    if not taken:
        raise Conflict("该方案已被采纳或放弃，请刷新页面。")
    programme.state, programme.adopted_at = ProgrammeState.ADOPTED, at
    given = adoption.carry_out(programme, by=by, at=at)
    record(by=by, at=at, verb="采纳方案", subject=programme, after={"tasks": given})
    return given


@transaction.atomic
def adopt_document(*, path: Path, by: Asker, at: datetime, unknown: str = "refuse") -> Programme:
    """Upload and adopt a document in one go; `unknown="create"` founds the units that nobody knows."""
    programme = upload(file=ContentFile(path.read_bytes(), name=path.name), by=by, at=at)
    names = queries.unknown_names(programme)
    if names and unknown == "create":
        district = Unit.objects.get(kind=UnitKind.DISTRICT)
        for name in names:
            kind = UnitKind.COLLECTIVE if name.startswith("各") else UnitKind.DEPARTMENT
            unit = add_unit(kind=kind, name=name, parent=district, by=PLATFORM, at=at, order=900)
            link(programme=programme, name=name, unit=unit, remember=False, by=by, at=at)
    adopt(programme=programme, by=by, at=at)
    return programme


def _only_office(by: Asker) -> None:
    if not by.holds(Role.OFFICE):
        raise NotAllowed("实施方案由安委办上传、核对和采纳。")


def _only_draft(programme: Programme, by: Asker) -> None:
    _only_office(by)
    if programme.state != ProgrammeState.DRAFT:
        raise Conflict("方案已采纳，不能再修改解析结果；如需更正，请上传修订版。")
