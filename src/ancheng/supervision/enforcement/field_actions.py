"""Verbs on the spot: arrive, record, order, check again; photos, signatures, recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record as write_down
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach
from ancheng.supervision.dangers.actions import report
from ancheng.supervision.dangers.models import ChecklistItem, Danger
from ancheng.supervision.dangers.values import Finding
from ancheng.supervision.dangers.values import Grade as DangerGrade
from ancheng.supervision.dangers.values import Source as FoundBy
from ancheng.supervision.enforcement import notices, rules
from ancheng.supervision.enforcement.actions import SOURCE_TYPE, bump, step, tell_enterprise
from ancheng.supervision.enforcement.models import (
    Evidence,
    EvidenceKind,
    Inspection,
    Inspector,
    ItemResult,
    Medium,
    Recording,
)
from ancheng.supervision.enforcement.values import Answer, FieldRecord, NewRecording, Picture, Spot, Verdict


def team_of(inspection: Inspection) -> list[Inspector]:
    rows = inspection.assignments.filter(recused_at=None).select_related("inspector")
    return [each.inspector for each in rows]


def only_the_team(inspection: Inspection, by: Asker) -> list[Inspector]:
    """The inspectors of the inspection; refuses who is none of them, but not the platform itself."""
    team = team_of(inspection)
    if by.role is not None and by.person_id not in {each.person_id for each in team}:
        names = "、".join(each.name for each in team)
        raise NotAllowed(f"现场检查由派出的执法人员（{names}）办理。")
    return team


@transaction.atomic
def arrive(*, inspection: Inspection, spot: Spot | None, by: Asker, at: datetime) -> None:
    """Begin on the spot, with at least two certificates that are valid today."""
    team = only_the_team(inspection, by)
    on = beijing_day(at)
    rules.check_team([each.certificate for each in team if each.holds_on(on)], on=on)
    step(inspection, "arrive", by=by, at=at, arrived_at=at, **_place(spot))
    tell_enterprise(inspection)


def _place(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {}
    rules.check_spot(spot)
    return {
        "longitude": spot.longitude,
        "latitude": spot.latitude,
        "accuracy_m": spot.accuracy_m,
        "mocked": spot.mocked,
    }


def items_of(inspection: Inspection) -> dict[int, ChecklistItem]:
    if inspection.checklist is None:
        return {}
    return {each.pk: each for each in inspection.checklist.items.all()}


@transaction.atomic
def record(
    *, inspection: Inspection, record: FieldRecord, by: Asker, at: datetime, by_phone: bool = False
) -> Document:
    """Keep what was found: every failed item becomes a danger, and the numbered record is printed."""
    only_the_team(inspection, by)
    items = items_of(inspection)
    labels = {key: f"{each.order}. {each.part}" for key, each in items.items()}
    rules.check_record(record, items=labels, at=at)
    if inspection.arrived_at and record.recorded_at < inspection.arrived_at:
        raise Refusal("记录时间早于到达时间，请核对手机时间。")
    passed, failed, na = rules.counts(record.answers.values())
    step(
        inspection,
        "record",
        by=by,
        at=at,
        recorded_at=record.recorded_at,
        passed=passed,
        failed=failed,
        not_applicable=na,
        opinion=record.opinion.strip(),
        attended_by=record.attended_by.strip()[:80],
        refused_to_sign=record.refused_to_sign.strip()[:200],
        by_phone=by_phone,
        **_place(record.spot),
    )
    _keep_results(inspection, items, record.answers, by, at)
    context = notices.record_context(inspection, team_of(inspection), by, at)
    return produce(kind="inspection_record", subject=inspection, context=context, by=by, at=at)


def _keep_results(
    inspection: Inspection,
    items: Mapping[int, ChecklistItem],
    answers: Mapping[int, Answer],
    by: Asker,
    at: datetime,
) -> None:
    for key, answer in answers.items():
        danger = _danger(inspection, items[key], answer, by, at) if answer.verdict == Verdict.FAIL else None
        ItemResult.objects.create(
            inspection=inspection,
            item=items[key],
            verdict=answer.verdict.value,
            note=answer.note.strip()[:500],
            danger=danger,
        )


def _danger(inspection: Inspection, item: ChecklistItem, answer: Answer, by: Asker, at: datetime) -> Danger:
    finding = Finding(
        title=f"{item.part}：不符合“{item.text}”"[:200],
        unit_id=inspection.owner_unit_id,
        source=FoundBy.INSPECTION,
        grade=DangerGrade(item.grade),
        enterprise_id=inspection.enterprise_id,
        asset_id=inspection.asset_id,
        item_id=item.pk,
        clause=item.clause,
        description=answer.note,
        address=inspection.address,
        geometry=inspection.geometry,
        found_at=inspection.recorded_at,
        source_type=SOURCE_TYPE,
        source_id=inspection.pk,
        source_label=str(inspection),
    )
    return report(finding=finding, by=by, at=at)


@transaction.atomic
def amend(
    *, inspection: Inspection, answers: Mapping[int, Answer], why: str, by: Asker, at: datetime
) -> None:
    """Correct a record that was not acted on yet; what stood there before stays in the timeline."""
    only_the_team(inspection, by)
    locked = Inspection.every.select_for_update().get(pk=inspection.pk)
    if locked.state != "recorded" or locked.rechecks:
        raise Conflict(f"该检查处于“{locked.state_label}”，现场记录不能再更正。")
    if not why.strip():
        raise Refusal("更正现场记录须写明理由。")
    items = items_of(inspection)
    known = {each.item_id: each for each in inspection.results.all()}
    before, after = {}, {}
    for key, answer in answers.items():
        row = known.get(key)
        if (
            row is None
            or key not in items
            or (row.verdict, row.note) == (answer.verdict, answer.note.strip())
        ):
            continue
        before[str(items[key].order)], after[str(items[key].order)] = row.verdict, answer.verdict.value
        if answer.verdict == Verdict.FAIL and row.danger is None:
            row.danger = _danger(inspection, items[key], answer, by, at)
        row.verdict, row.note = answer.verdict.value, answer.note.strip()[:500]
        row.save(update_fields=["verdict", "note", "danger"])
    verdicts = list(inspection.results.values_list("verdict", flat=True))
    passed, failed, na = (verdicts.count(each) for each in Verdict)
    Inspection.every.filter(pk=inspection.pk).update(passed=passed, failed=failed, not_applicable=na)
    inspection.passed, inspection.failed, inspection.not_applicable = passed, failed, na
    bump(inspection)
    write_down(by=by, at=at, verb="更正现场记录", subject=inspection, why=why, before=before, after=after)


@transaction.atomic
def order(
    *, inspection: Inspection, requirement: str, due_on: date | None, by: Asker, at: datetime
) -> Document:
    """Order the rectification of what failed by a day, as a numbered document (责令限期整改指令书)."""
    only_the_team(inspection, by)
    rules.check_order(requirement=requirement, due_on=due_on, failed=inspection.failed, today=beijing_day(at))
    step(inspection, "order", by=by, at=at, requirement=requirement.strip(), order_due_on=due_on)
    context = notices.order_context(inspection, team_of(inspection), by, at)
    return produce(kind="correction_order", subject=inspection, context=context, by=by, at=at)


@transaction.atomic
def recheck(*, inspection: Inspection, passed: bool, opinion: str, by: Asker, at: datetime) -> Document:
    """Look again at what was ordered, and say in a numbered document what was found (复查意见书)."""
    team = only_the_team(inspection, by)
    rules.check_recheck(opinion)
    verb = "pass_recheck" if passed else "fail_recheck"
    step(
        inspection,
        verb,
        by=by,
        at=at,
        why=opinion,
        rechecks=inspection.rechecks + 1,
        recheck_opinion=opinion.strip(),
        **({} if passed else {"order_due_on": None}),
    )
    context = notices.recheck_context(inspection, team, passed, by, at)
    return produce(kind="recheck_opinion", subject=inspection, context=context, by=by, at=at)


@transaction.atomic
def add_picture(*, inspection: Inspection, picture: Picture, by: Asker, at: datetime) -> Evidence:
    """Keep a photo or signature once, whatever becomes of the record that it came with."""
    known = Evidence.objects.filter(client_id=picture.client_id).first()
    if known:
        if known.inspection_id != inspection.pk:
            raise Conflict("该照片已属于另一检查。")
        return known
    _only_involved(inspection, by)
    if picture.kind not in EvidenceKind.values or not picture.client_id:
        raise Refusal("证据材料应为照片或签名。")
    if picture.item_id is not None and picture.item_id not in items_of(inspection):
        raise Refusal("照片对应的检查项不在本次清单中，请刷新后重试。")
    label = str(EvidenceKind(picture.kind).label)
    try:
        with transaction.atomic():
            attachment = attach(
                subject=inspection, upload=picture.upload, purpose="photo", caption=label, by=by, at=at
            )
            return Evidence.objects.create(
                inspection=inspection,
                attachment=attachment,
                kind=picture.kind,
                item_id=picture.item_id,
                client_id=picture.client_id[:40],
                longitude=picture.spot.longitude if picture.spot else None,
                latitude=picture.spot.latitude if picture.spot else None,
                mocked=picture.spot.mocked if picture.spot else None,
            )
    except IntegrityError:
        return Evidence.objects.get(client_id=picture.client_id)


def add_pictures(*, inspection: Inspection, pictures: Sequence[Picture], by: Asker, at: datetime) -> None:
    for each in pictures:
        add_picture(inspection=inspection, picture=each, by=by, at=at)


@transaction.atomic
def add_recording(*, inspection: Inspection, recording: NewRecording, by: Asker, at: datetime) -> Recording:
    """Refer to a sound or video record of the enforcement."""
    _only_involved(inspection, by)
    rules.check_recording(recording)
    if recording.medium not in Medium.values:
        raise Refusal("请选择录音或录像。")
    try:
        with transaction.atomic():
            row = Recording.objects.create(
                inspection=inspection,
                medium=recording.medium,
                device=recording.device.strip()[:60],
                reference=recording.reference.strip()[:200],
                sha256=recording.sha256.strip().lower()[:64],
                began_at=recording.began_at,
                ended_at=recording.ended_at,
                step=recording.step.strip()[:30],
                by_name=by.name,
            )
    except IntegrityError:
        raise Conflict("该记录已登记。") from None
    told = {"device": row.device, "reference": row.reference, "sha256": row.sha256}
    write_down(by=by, at=at, verb="登记全过程记录", subject=inspection, after=told)
    return row


def _only_involved(inspection: Inspection, by: Asker) -> None:
    """Who was sent, or the unit that inspects."""
    if by.role is None or by.holds(Role.OFFICE):
        return
    if by.role not in rules.INSPECTORS or by.unit_id != inspection.owner_unit_id:
        only_the_team(inspection, by)
