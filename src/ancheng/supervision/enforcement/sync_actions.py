"""What a phone brings home: each submission arrives once, and nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, Refusal
from ancheng.kernel.audit.actions import record as write_down
from ancheng.supervision.enforcement import field_actions
from ancheng.supervision.enforcement.models import Inspection, Outcome, Submission
from ancheng.supervision.enforcement.values import Answer, FieldRecord, Picture


@transaction.atomic
def submit(
    *,
    client_id: str,
    inspection: Inspection,
    record: FieldRecord,
    pictures: Sequence[Picture],
    payload: Mapping[str, Any],
    by: Asker,
    at: datetime,
) -> Submission:
    """Take in what was recorded off line; the same id again gets the first answer, whatever it brings."""
    if not 8 <= len(client_id) <= 40 or by.person_id is None:
        raise Refusal("提交缺少唯一编号，请刷新检查任务后重试。")
    known = Submission.objects.filter(client_id=client_id).first()
    if known:
        return _same(known, inspection, by)
    field_actions.only_the_team(inspection, by)
    try:
        with transaction.atomic():
            row = Submission.objects.create(
                client_id=client_id,
                inspection=inspection,
                person_id=by.person_id,
                received_at=at,
                outcome=Outcome.APPLIED,
                payload=dict(payload),
            )
    except IntegrityError:
        # The other copy of the same submission was faster by a moment.
        return _same(Submission.objects.get(client_id=client_id), inspection, by)
    # Photos are evidence whatever becomes of the record.
    field_actions.add_pictures(inspection=inspection, pictures=pictures, by=by, at=at)
    locked = Inspection.every.select_for_update().get(pk=inspection.pk)
    if locked.version != record.seen_version or locked.state not in ("assigned", "on_site"):
        row.outcome = Outcome.CONFLICT
        row.sentence = f"该检查在您离线期间已有变化（现为“{locked.state_label}”），手机记录已保留但未写入；请在检查页面核对两份记录后决定。"
        row.save(update_fields=["outcome", "sentence"])
        write_down(by=by, at=at, verb="手机记录有冲突", subject=inspection, after={"submission": client_id})
        return row
    _write(inspection, record, by, at)
    return row


def _same(known: Submission, inspection: Inspection, by: Asker) -> Submission:
    if known.inspection_id != inspection.pk or known.person_id != by.person_id:
        raise Conflict("该提交编号已被使用，请刷新检查任务后重试。")
    return known


def _write(inspection: Inspection, record: FieldRecord, by: Asker, at: datetime) -> None:
    """Arrive at the moment of the phone, which lies before the moment of the submission."""
    if inspection.state == "assigned":
        arrived = min(max(record.arrived_at, inspection.state_since), at)
        field_actions.arrive(inspection=inspection, spot=record.spot, by=by, at=arrived)
    field_actions.record(inspection=inspection, record=record, by=by, at=at, by_phone=True)


@transaction.atomic
def decide(
    *, submission: Submission, take: bool, record: FieldRecord, why: str, by: Asker, at: datetime
) -> None:
    """Settle a conflict: write the record of the phone, or leave what stands; both stay readable."""
    inspection = Inspection.every.select_related("item", "checklist", "enterprise", "owner_unit").get(
        pk=submission.inspection_id
    )
    field_actions.only_the_team(inspection, by)
    if not why.strip():
        raise Refusal("请写明采用或不采用手机记录的理由。")
    outcome = Outcome.TAKEN if take else Outcome.LEFT
    decided = Submission.objects.filter(pk=submission.pk, outcome=Outcome.CONFLICT).update(
        outcome=outcome, decided_at=at, decided_by=by.name
    )
    if not decided:
        raise Conflict("该冲突已由他人处理。")
    if take:
        if inspection.state in ("assigned", "on_site"):
            _write(inspection, record, by, at)
        else:
            field_actions.amend(inspection=inspection, answers=record.answers, why=why, by=by, at=at)
    told = {"submission": submission.client_id, "outcome": outcome.value}
    write_down(by=by, at=at, verb="处理手机记录冲突", subject=inspection, why=why, after=told)


def differences(
    inspection: Inspection, answers: Mapping[int, Answer]
) -> list[tuple[int, str, str, str, str]]:
    """Item by item where the phone differs from what stands: (order, standing, its note, phone, its note)."""
    found = []
    for row in inspection.results.select_related("item"):
        answer = answers.get(row.item_id)
        if answer and (row.verdict, row.note) != (answer.verdict.value, answer.note.strip()):
            found.append((row.item.order, row.verdict, row.note, answer.verdict.value, answer.note))
    return found
