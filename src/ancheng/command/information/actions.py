"""Verbs on notices and inquiries; the state changes through `move` alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import moment_text
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.authority import commanding_unit
from ancheng.command.incidents.actions import note
from ancheng.command.incidents.models import Incident
from ancheng.command.incidents.rules import Sort
from ancheng.command.information.declare import kind
from ancheng.command.information.models import Inquiry, Notice
from ancheng.command.information.workflows.notice import WRITERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.workflow.actions import move, open_cases

NUMBER = "XX-{year}-{n:04d}"
# A text that still asks to be completed does not go out.
OPEN_PLACE = "（请补充）"


@in_record_language
def suggested(key: str, incident: Incident, at: datetime) -> tuple[str, str]:
    """Title and text of a notice of this kind, as the incident tells them."""
    place = incident.address or str(incident.subdistrict or "") or "（请补充）"
    facts = {
        "district": settings.DISTRICT_NAME, "title": incident.title, "kind": incident.kind_label, "place": place,
        "happened": moment_text(incident.happened_at), "now": moment_text(at), "level": incident.level_label or "未启动",
        "deaths": str(incident.deaths), "injured": str(incident.injured), "radius": str(incident.radius_m),
    }  # fmt: skip
    return kind(key).written(facts)


@transaction.atomic
@in_record_language
def draft(
    *, key: str, title: str, text: str, incident: Incident | None, by: Asker, at: datetime, nonce: str = "",
    realm: Realm = Realm.ACTUAL,
) -> Notice:  # fmt: skip
    """Write a notice down; the same form sent twice is one."""
    only_writers(by)
    kind(key)
    once = f"{by.person_id}:{nonce}"[:64] if nonce else None
    known: Notice | None = Notice.every.filter(key=once).first() if once else None
    if known:
        return known
    where = Realm(incident.realm) if incident else realm
    notice = Notice(
        number=next_number(kind="notice", pattern=NUMBER, at=at, realm=where), kind=key, incident=incident,
        drafted_by_id=by.person_id, owner_unit=incident.owner_unit if incident else commanding_unit(), realm=where,
        key=once, **_worded(title, text),
    )  # fmt: skip
    open_cases(cases=[notice], verb="起草", by=by, at=at)
    return notice


@transaction.atomic
def rewrite(*, notice: Notice, title: str, text: str, by: Asker, at: datetime) -> None:
    """Change a draft; who changes it is its writer, and another one approves."""
    only_writers(by)
    values = _worded(title, text)
    before = {"title": notice.title, "text": notice.text}
    if not Notice.every.filter(pk=notice.pk, state="drafted").update(**values, drafted_by_id=by.person_id):
        raise Conflict("只有“已起草”的信息可以修改，请先退回修改。")
    record(by=by, at=at, verb="修改信息", subject=notice, before=before, after=values)


@transaction.atomic
def approve(notice: Notice, *, by: Asker, at: datetime, why: str = "") -> None:
    """Approve; nobody approves what he wrote himself."""
    notice.refresh_from_db(fields=["drafted_by", "text"])
    if by.person_id is not None and by.person_id == notice.drafted_by_id:
        raise NotAllowed("起草人不能审定自己起草的信息，请由其他人员审定。")
    if OPEN_PLACE in notice.text or OPEN_PLACE in notice.title:
        raise Refusal("内容中还有“（请补充）”，请补充完整后再审定。")
    move(notice, "approve", by=by, at=at, why=why, changes={"approved_by_id": by.person_id})


@transaction.atomic
def send_back(notice: Notice, *, by: Asker, at: datetime, why: str) -> None:
    move(notice, "send_back", by=by, at=at, why=why, changes={"approved_by_id": None})


@transaction.atomic
@in_record_language
def issue(notice: Notice, *, by: Asker, at: datetime, why: str = "") -> None:
    """Let it out: a public one to everybody, one of an exercise to nobody outside it."""
    public = kind(notice.kind).public and notice.realm == Realm.ACTUAL
    move(
        notice, "issue", by=by, at=at, why=why, changes={"issued_at": at, "public_at": at if public else None}
    )
    if notice.incident_id:
        said = f"发布{notice.kind_label}：{notice.title}（{notice.number}）"
        note(
            incident_id=notice.incident_id,
            sort=Sort.REPORT,
            text=said,
            by=by,
            at=at,
            key=f"notice:{notice.pk}",
        )


@transaction.atomic
def archive(notice: Notice, *, by: Asker, at: datetime, why: str = "") -> None:
    """It has had its time: it is kept, and the public does not see it any more."""
    move(notice, "archive", by=by, at=at, why=why)


@transaction.atomic
@in_record_language
def withdraw(notice: Notice, *, by: Asker, at: datetime, why: str) -> None:
    """Take it back: it is not shown to the public from now on."""
    move(notice, "withdraw", by=by, at=at, why=why)
    if notice.incident_id:
        said = f"撤回{notice.kind_label}：{notice.title}，理由：{why.strip()}"
        note(
            incident_id=notice.incident_id,
            sort=Sort.REPORT,
            text=said,
            by=by,
            at=at,
            key=f"notice-back:{notice.pk}",
        )


@transaction.atomic
def drop(notice: Notice, *, by: Asker, at: datetime, why: str) -> None:
    move(notice, "drop", by=by, at=at, why=why)


@transaction.atomic
def take_inquiry(
    *, outlet: str, contact: str, question: str, incident: Incident | None, by: Asker, at: datetime,
    realm: Realm = Realm.ACTUAL,
) -> Inquiry:  # fmt: skip
    """Write down what was asked."""
    only_writers(by)
    if not outlet.strip() or not question.strip():
        raise Refusal("请填写媒体名称和问题。")
    made = Inquiry(
        outlet=outlet.strip()[:80], contact=contact.strip()[:80], question=question.strip()[:1000], incident=incident,
        unit=commanding_unit(), asked_at=at, realm=incident.realm if incident else realm,
    )  # fmt: skip
    made.derive_scope()
    made.save(force_insert=True)
    record(by=by, at=at, verb="登记媒体问询", subject=made, after={"outlet": made.outlet})
    return made


@transaction.atomic
def answer(*, inquiry: Inquiry, text: str, by: Asker, at: datetime) -> None:
    """Say what was answered, once."""
    only_writers(by)
    if not text.strip():
        raise Refusal("请填写答复内容。")
    values: dict[str, Any] = {"answer": text.strip()[:2000], "answered_at": at, "answered_by": by.name[:80]}
    if not Inquiry.every.filter(pk=inquiry.pk, answered_at=None).update(**values):
        raise Conflict("该问询已有人答复，请刷新后查看。")
    record(
        by=by,
        at=at,
        verb="答复媒体问询",
        subject=inquiry,
        after=values["answer"] and {"answer": values["answer"]},
    )


def only_writers(by: Asker) -> None:
    if not by.may_write or not by.holds(*WRITERS):
        raise NotAllowed("信息发布由值班员、指挥员或安委办办理。")


def _worded(title: str, text: str) -> dict[str, str]:
    if len(title.strip()) < 4 or len(text.strip()) < 10:
        raise Refusal("请填写标题（不少于4个字）和内容（不少于10个字）。")
    return {"title": title.strip()[:120], "text": text.strip()}
