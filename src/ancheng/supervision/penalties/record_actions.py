"""What is added to the file of a case without changing its state: officers, evidence, statements, recordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import end_of_day
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach
from ancheng.kernel.workflow.actions import set_due
from ancheng.supervision.penalties import notices, rules
from ancheng.supervision.penalties.folder import EvidenceKind, Medium
from ancheng.supervision.penalties.models import Evidence, Officer, PenaltyCase, Recording, Statement
from ancheng.supervision.penalties.staff import active, only_active, only_workers, write_officers
from ancheng.supervision.penalties.values import (
    MoreTime,
    NewEvidence,
    NewOfficer,
    NewRecording,
    NewStatement,
)
from ancheng.supervision.penalties.workflows.penalty import BEFORE_DECISION


@transaction.atomic
def add_officer(*, case: PenaltyCase, officer: NewOfficer, by: Asker, at: datetime) -> Officer:
    """Name one more officer, such as in the place of one who withdrew."""
    only_workers(case, by)
    _still_open(case)
    (row,) = write_officers(case, [officer], at)
    record(by=by, at=at, verb="增加办案人员", subject=case, after={"officer": str(row)})
    return row


@transaction.atomic
def recuse(*, officer: Officer, why: str, by: Asker, at: datetime) -> None:
    """An officer with an interest in the case withdraws; what he or she did stays written down."""
    only_workers(officer.case, by)
    if len(why.strip()) < 4:
        raise Refusal("请写明回避的理由（与当事人的利害关系）。")
    if not Officer.objects.filter(pk=officer.pk, recused_at=None).update(
        recused_at=at, recused_why=why.strip()[:200]
    ):
        raise Conflict("该人员已经回避。")
    record(by=by, at=at, verb="回避", subject=officer.case, why=why, after={"officer": str(officer)})


@transaction.atomic
def summon(*, case: PenaltyCase, name: str, when: datetime, place: str, by: Asker, at: datetime) -> Document:
    """Issue a summons to be asked (调查询问通知书)."""
    only_active(case, by)
    _investigating(case)
    if not name.strip() or not place.strip():
        raise Refusal("请填写被询问人和询问地点。")
    if when <= at:
        raise Refusal("询问时间应晚于现在。")
    context = notices.context(case, by, at) | notices.summons(name, when, place)
    return produce(kind="inquiry_notice", subject=case, context=context, by=by, at=at)


@transaction.atomic
def add_evidence(
    *, case: PenaltyCase, evidence: NewEvidence, uploads: Sequence[UploadedFile[Any]], by: Asker, at: datetime
) -> Evidence:
    """Enter a piece of evidence with its files; their checksums are kept with them."""
    only_active(case, by)
    _investigating(case)
    if evidence.kind not in EvidenceKind.values:
        raise Refusal("请选择证据种类。")
    if len(evidence.title.strip()) < 2 or len(evidence.proves.strip()) < 2:
        raise Refusal("请写明证据名称和证明事项。")
    if evidence.taken_at > at:
        raise Refusal("取得时间不能晚于现在。")
    if not uploads:
        raise Refusal("请上传证据文件（物证上传照片）。")
    # One at a time numbers the evidence of a case.
    PenaltyCase.every.select_for_update().get(pk=case.pk)
    last = Evidence.every.filter(case=case).aggregate(last=Max("order"))["last"] or 0
    row = Evidence(
        case=case,
        order=last + 1,
        kind=evidence.kind,
        title=evidence.title.strip()[:200],
        proves=evidence.proves.strip()[:300],
        taken_at=evidence.taken_at,
        place=evidence.place.strip()[:200],
        by_name=by.name,
        realm=case.realm,
    )
    row.derive_scope()
    row.save(force_insert=True)
    for upload in uploads:
        attach(subject=row, upload=upload, purpose="evidence", by=by, at=at)
    record(by=by, at=at, verb="登记证据", subject=case, after={"evidence": str(row), "proves": row.proves})
    return row


@transaction.atomic
def add_statement(*, case: PenaltyCase, statement: NewStatement, by: Asker, at: datetime) -> Statement:
    """Write down a statement; two officers ask."""
    only_active(case, by)
    _investigating(case)
    if not statement.name.strip() or not statement.place.strip() or len(statement.text.strip()) < 10:
        raise Refusal("请填写被询问人、地点和笔录内容（不少于10个字）。")
    if statement.ended_at <= statement.began_at or statement.ended_at > at:
        raise Refusal("询问结束时间应晚于开始时间，且不晚于现在。")
    asking = active(case)
    rules.check_officers([each.certificate for each in asking], beijing_day(at))
    row = Statement.objects.create(
        case=case,
        name=statement.name.strip()[:60],
        position=statement.position.strip()[:60],
        place=statement.place.strip()[:200],
        began_at=statement.began_at,
        ended_at=statement.ended_at,
        text=statement.text.strip(),
        asked_by="、".join(str(each) for each in asking)[:200],
    )
    record(by=by, at=at, verb="制作询问笔录", subject=case, after={"name": row.name, "place": row.place})
    return row


@transaction.atomic
def add_recording(*, case: PenaltyCase, recording: NewRecording, by: Asker, at: datetime) -> Recording:
    """Note a recording of the full-process record by its checksum; the same file is noted once."""
    only_active(case, by)
    if case.ended:
        raise Conflict(f"该案件处于“{case.state_label}”，不再登记记录。")
    if recording.medium not in Medium.values or not recording.device.strip():
        raise Refusal("请选择录音或录像，并填写设备编号。")
    rules.check_recording(recording.sha256, (recording.ended_at - recording.began_at).total_seconds())
    if recording.ended_at > at:
        raise Refusal("录制结束时间不能晚于现在。")
    row, new = Recording.objects.get_or_create(
        case=case,
        sha256=recording.sha256.strip().lower(),
        defaults={
            "medium": recording.medium,
            "device": recording.device.strip()[:60],
            "began_at": recording.began_at,
            "ended_at": recording.ended_at,
            "step": recording.step.strip()[:30] or case.state_label,
            "place": recording.place.strip()[:200],
            "by_name": by.name,
        },
    )
    if not new:
        raise Conflict("该记录文件已经登记。")
    record(
        by=by, at=at, verb="登记全过程记录", subject=case, after={"device": row.device, "sha256": row.sha256}
    )
    return row


@transaction.atomic
def give_more_time(*, case: PenaltyCase, days: int, ground: str, why: str, by: Asker, at: datetime) -> None:
    """Approve a longer period, or leave out days that do not count: hearing, appraisal, announcement."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("延长办案期限由安委办审批，请报安委办。")
    if ground not in set(MoreTime) or len(why.strip()) < 6:
        raise Refusal("请选择延长或扣除的情形，并写明理由（不少于6个字）。")
    if case.state not in BEFORE_DECISION:
        raise Conflict(f"该案件处于“{case.state_label}”，没有可以延长的决定期限。")
    edition = rules.EXTENDED_AT_MOST.in_force(beijing_day(at))
    if not 1 <= days <= edition.value.number - case.more_days:
        raise Refusal(
            f"累计延长和扣除不超过{edition.value.number}日（{edition.citation}），"
            f"已用{case.more_days}日，请填写1至{edition.value.number - case.more_days}。"
        )
    if not PenaltyCase.every.filter(pk=case.pk, more_days=case.more_days).update(
        more_days=F("more_days") + days
    ):
        raise Conflict("办案期限刚刚由他人调整，请刷新后查看。")
    case.more_days += days
    step = case.WORKFLOW.timed_step(case.state)
    if step and step.verb != "pass_review" and case.filed_on:
        until = end_of_day(rules.decide_by(case.filed_on, case.more_days))
        set_due(case, due_at=until, by=by, at=at, why=why)
    else:
        record(by=by, at=at, verb="延长办案期限", subject=case, why=why, after={"days": days})


def _investigating(case: PenaltyCase) -> None:
    now = PenaltyCase.every.filter(pk=case.pk).values_list("state", flat=True).get()
    if now != "investigating":
        raise Conflict("证据和笔录只在调查取证期间登记；需要补充的，由法制审核退回补充调查。")


def _still_open(case: PenaltyCase) -> None:
    if case.state not in ("clue", *BEFORE_DECISION):
        raise Conflict(f"该案件处于“{case.state_label}”，不再变更办案人员。")
