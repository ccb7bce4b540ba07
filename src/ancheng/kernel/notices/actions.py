"""Telling people, delivering by their channels, and climbing on when nobody answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.realm import Realm
from ancheng.kernel.audit.actions import record
from ancheng.kernel.audit.models import subject_type
from ancheng.kernel.notices.channel import ChannelFault, Message
from ancheng.kernel.notices.channels import channels
from ancheng.kernel.notices.models import Attempt, ContactPoint, Delivery, DeliveryState, Level, Notice
from ancheng.kernel.notices.rules import after_quiet, wait_after
from ancheng.kernel.people.models import Person

BATCH = 100


@transaction.atomic
def tell(
    *,
    people: Iterable[Person],
    kind: str,
    title: str,
    by: Asker,
    at: datetime,
    body: str = "",
    url: str = "",
    subject: Model | None = None,
    level: str = Level.INFO,
    key: str = "",
    restricted: bool = False,
    answer_within: timedelta | None = None,
    next_people: Sequence[int] = (),
) -> list[Notice]:
    """Put a notice into each person's inbox and queue it for the person's other channels.

    The same `key` is told to a person once. What belongs to an exercise is marked 【演练】 and, like what is
    restricted, leaves by no channel: its deliveries are written down as suppressed.
    """
    realm = Realm(getattr(subject, "realm", Realm.ACTUAL)) if subject else Realm.ACTUAL
    marked = f"【演练】{title}" if realm == Realm.EXERCISE and not title.startswith("【演练】") else title
    wanted = {person.pk: person for person in people}
    if key:
        told = Notice.objects.filter(person_id__in=wanted, key=key).values_list("person_id", flat=True)
        for person_id in set(told):
            wanted.pop(person_id)
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=kind,
            level=level,
            title=marked[:300],
            body=body,
            url=url,
            subject_type=subject_type(subject) if subject else "",
            subject_id=str(subject.pk) if subject else "",
            at=at,
            realm=realm,
            key=key,
            answer_by=at + answer_within if answer_within else None,
            next_people=list(next_people),
        )
        for person in wanted.values()
    )
    _queue(notices, suppressed=restricted or realm == Realm.EXERCISE, at=at)
    return notices


def _queue(notices: Sequence[Notice], *, suppressed: bool, at: datetime) -> None:
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(
        person_id__in=[each.person_id for each in notices], enabled=True
    ):
        points.setdefault(point.person_id, []).append(point)
    Delivery.objects.bulk_create(
        Delivery(
            notice=notice,
            channel=point.channel,
            address=point.address,
            state=DeliveryState.SUPPRESSED if suppressed else DeliveryState.QUEUED,
            next_try_at=None if suppressed else _first_try(notice, point, at),
        )
        for notice in notices
        for point in points.get(notice.person_id, [])
    )


def _first_try(notice: Notice, point: ContactPoint, at: datetime) -> datetime:
    return at if notice.level == Level.URGENT else after_quiet(at, point.quiet_from, point.quiet_to)


def deliver_due(*, at: datetime) -> int:
    """Try every delivery that is due, each in a transaction of its own; returns how many were tried."""
    tried = 0
    while _deliver_one(at):
        tried += 1
        if tried >= BATCH:
            break
    return tried


@transaction.atomic
def _deliver_one(at: datetime) -> bool:
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state__in=(DeliveryState.QUEUED, DeliveryState.FAILED), next_try_at__lte=at)
        .select_related("notice")
        .order_by("next_try_at")
        .first()
    )
    if delivery is None:
        return False
    fault = _try(delivery)
    delivery.tries += 1
    wait = wait_after(delivery.tries)
    if not fault:
        delivery.state, delivery.next_try_at = DeliveryState.SENT, None
    elif wait is None:
        delivery.state, delivery.next_try_at = DeliveryState.GIVEN_UP, None
    else:
        delivery.state, delivery.next_try_at = DeliveryState.FAILED, at + wait
    delivery.save(update_fields=["tries", "state", "next_try_at"])
    Attempt.objects.create(delivery=delivery, at=at, succeeded=not fault, detail=fault[:300])
    return True


def _try(delivery: Delivery) -> str:
    notice = delivery.notice
    # A second lock behind the one in `tell`: nothing of an exercise leaves, whoever queued it.
    if notice.realm != Realm.ACTUAL:
        return "演练内容不外发"
    channel = channels().get(delivery.channel)
    if channel is None:
        return f"没有名为 {delivery.channel} 的渠道"
    url = f"{settings.PUBLIC_URL}{notice.url}" if notice.url else ""
    sent_at = timezone.localtime(notice.at).isoformat(timespec="seconds")
    try:
        channel.send(delivery.address, Message(notice.title, notice.body, url, notice.level, sent_at))
    except ChannelFault as fault:
        return str(fault) or "未知故障"
    return ""


def escalate(*, by: Asker, at: datetime) -> int:
    """Tell the next person of every notice that was not acknowledged in time."""
    raised = 0
    unanswered = Notice.objects.filter(answer_by__lte=at, acknowledged_at=None, escalated_at=None)
    for notice in unanswered.order_by("answer_by")[:BATCH]:
        with transaction.atomic():
            if not Notice.objects.filter(pk=notice.pk, escalated_at=None, acknowledged_at=None).update(
                escalated_at=at
            ):
                continue
            if notice.next_people:
                _climb(notice, by=by, at=at)
            raised += 1
    return raised


def _climb(notice: Notice, *, by: Asker, at: datetime) -> None:
    first, *rest = notice.next_people
    within = notice.answer_by - notice.at if notice.answer_by else None
    told = tell(
        people=Person.objects.filter(pk=first, is_active=True),
        kind=notice.kind,
        by=by,
        at=at,
        level=Level.URGENT,
        title=f"【逐级呼叫】{notice.title}",
        body=f"{notice.person} 未在时限内确认。\n{notice.body}",
        url=notice.url,
        key=f"{notice.key or notice.pk}:next:{first}",
        answer_within=within,
        next_people=rest,
        restricted=notice.realm != Realm.ACTUAL,
    )
    Notice.objects.filter(pk__in=[each.pk for each in told]).update(
        realm=notice.realm, subject_type=notice.subject_type, subject_id=notice.subject_id
    )


@transaction.atomic
def read(*, person_id: int, notices: Iterable[int], at: datetime) -> int:
    """Mark notices of one person as read."""
    return Notice.objects.filter(person_id=person_id, pk__in=list(notices), read_at=None).update(read_at=at)


@transaction.atomic
def acknowledge(*, notice: Notice, by: Asker, at: datetime) -> None:
    """Say that one has seen it and answers for it."""
    if notice.person_id != by.person_id:
        raise Refusal("只能确认发给本人的消息。")
    if Notice.objects.filter(pk=notice.pk, acknowledged_at=None).update(acknowledged_at=at):
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
        record(by=by, at=at, verb="确认消息", subject=notice)


@transaction.atomic
def settle(*, subject: Model, at: datetime) -> int:
    """Nobody has to answer about `subject` any more: it was taken up, so the next in line is not called."""
    unanswered = Notice.objects.filter(
        subject_type=subject_type(subject), subject_id=str(subject.pk), acknowledged_at=None
    )
    return unanswered.exclude(answer_by=None).update(acknowledged_at=at)


@transaction.atomic
def add_contact_point(*, person: Person, channel: str, address: str, by: Asker, at: datetime) -> ContactPoint:
    """Add a way to reach oneself."""
    known = channels().get(channel)
    if known is None:
        raise Refusal("没有这个渠道，请从列表中选择。")
    fault = known.check(address)
    if fault:
        raise Refusal(fault)
    point, new = ContactPoint.objects.get_or_create(person=person, channel=channel, address=address)
    if new:
        record(by=by, at=at, verb="登记联系方式", subject=person, after={"channel": channel})
    return point


@transaction.atomic
def remove_contact_point(*, point: ContactPoint, by: Asker, at: datetime) -> None:
    if point.person_id != by.person_id:
        raise Refusal("只能删除本人的联系方式。")
    record(by=by, at=at, verb="删除联系方式", subject=point.person, before={"channel": point.channel})
    point.delete()


def retry(*, delivery: Delivery, at: datetime) -> None:
    """Try a given-up delivery once more from the start."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.GIVEN_UP).update(
        state=DeliveryState.FAILED, tries=F("tries") * 0, next_try_at=at
    )
