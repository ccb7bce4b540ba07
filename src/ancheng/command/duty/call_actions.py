"""Verbs on call lists: keep, add, drop, call everybody down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, Refusal
from ancheng.base.realm import Realm
from ancheng.command.duty import queries, rules
from ancheng.command.duty.actions import only_own
from ancheng.command.duty.models import (
    CallDown,
    CallList,
    CallMember,
)
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language
from ancheng.kernel.notices.actions import tell


@transaction.atomic
def keep_list(*, call_list: CallList, by: Asker, at: datetime) -> CallList:
    only_own(call_list.unit, by, "管理呼叫名单")
    call_list.derive_scope()
    try:
        with transaction.atomic():
            call_list.save()
    except IntegrityError as fault:
        raise Conflict(f"“{call_list.unit}”已有名为“{call_list.name}”的名单。") from fault
    record(by=by, at=at, verb="设立呼叫名单", subject=call_list)
    return call_list


@transaction.atomic
def add_member(*, call_list: CallList, member: CallMember, by: Asker, at: datetime) -> None:
    """Put somebody on a list, with who is called when there is no answer."""
    only_own(call_list.unit, by, "管理呼叫名单")
    if member.deputy_id == member.person_id:
        raise Refusal("“无人应答时呼叫”不能是本人，请另选一人。")
    member.list, member.order = call_list, call_list.members.count()
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"{member.person}已在名单中。") from fault
    record(by=by, at=at, verb="加入呼叫名单", subject=call_list, after={"person": member.person.name})


@transaction.atomic
def drop_member(*, member: CallMember, by: Asker, at: datetime) -> None:
    only_own(member.list.unit, by, "管理呼叫名单")
    record(by=by, at=at, verb="移出呼叫名单", subject=member.list, before={"person": member.person.name})
    member.delete()


@transaction.atomic
@in_record_language
def call_down(
    *, call_list: CallList, reason: str, nonce: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL
) -> CallDown:
    """Call everybody on a list; who does not acknowledge in time is followed by the deputy (kernel ladder)."""
    only_own(call_list.unit, by, "发起紧急呼叫")
    if not reason.strip():
        raise Refusal("请填写呼叫内容，如“某处突发燃气泄漏，请立即到指挥中心集合”。")
    known: CallDown | None = CallDown.every.filter(nonce=nonce).first()
    if known:
        return known
    members = list(call_list.members.select_related("person", "deputy"))
    if not members:
        raise Refusal("名单中没有人员，请先添加。")
    edition = rules.ANSWER_MINUTES.in_force(beijing_day(at))
    call = CallDown(
        list=call_list, nonce=nonce, reason=reason.strip()[:200], at=at, by_name=by.name, minutes=edition.value,
        realm=realm,
    )  # fmt: skip
    call.derive_scope()
    call.save(force_insert=True)
    record(by=by, at=at, verb="紧急呼叫", subject=call, after={"people": len(members)})
    for each in members:
        tell(
            people=[each.person],
            kind="duty.call",
            title=f"【紧急呼叫】{call.reason}",
            body=f"{call_list}，{by.unit_name} {by.name} 呼叫，请在 {edition.value} 分钟内确认。{each.duty}",
            url=call.get_absolute_url(),
            subject=call,
            level="urgent",
            key=queries.call_key(call),
            answer_within=timedelta(minutes=edition.value),
            next_people=[each.deputy_id] if each.deputy_id else [],
            by=by,
            at=at,
        )
    return call
