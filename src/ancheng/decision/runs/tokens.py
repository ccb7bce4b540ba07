"""Tokens of the processes endpoint: issue, revoke, and whose seat one stands for."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.decision.runs.actions import may_run
from ancheng.decision.runs.token_models import ProcessToken
from ancheng.kernel.audit.actions import record
from ancheng.kernel.people.models import Membership

PREFIX = "ap_"
LONGEST_DAYS, MOST_OPEN = 366, 20
# The last use is noted so often, not at every request.
NOTED_EVERY = timedelta(minutes=5)


class Unauthenticated(Refusal):
    """No token, or one that opens nothing; the sentence does not say which of both."""

    status = 401


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks through a token, and whether he may start something."""

    asker: Asker
    may_run: bool


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def own(asker: Asker) -> QuerySet[ProcessToken]:
    """The tokens of the person, for whichever of his seats."""
    return ProcessToken.objects.filter(person_id=asker.person_id).select_related("seat__unit")


@transaction.atomic
def issue(*, label: str, days: int, starts_runs: bool, by: Asker, at: datetime) -> tuple[ProcessToken, str]:
    """A token for the seat in which `by` acts, and its text, which is shown this once."""
    may_run(by)
    seat = (
        Membership.objects.valid_on(timezone.localdate(at))
        .filter(person_id=by.person_id, unit_id=by.unit_id, role=by.role)
        .order_by("pk")
        .first()
    )
    if seat is None:
        raise NotAllowed("当前岗位已失效，不能签发令牌。请切换岗位后再试。")
    if not label.strip():
        raise Refusal("请写明令牌交给谁、用在哪里。")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(f"有效期应为 1 至 {LONGEST_DAYS} 天。")
    if own(by).filter(revoked_at=None, expires_at__gt=at).count() >= MOST_OPEN:
        raise Refusal(f"有效的令牌已有 {MOST_OPEN} 个，请先停用不再使用的。")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ProcessToken.objects.create(
        seat=seat,
        person_id=seat.person_id,
        label=label.strip()[:60],
        may_run=starts_runs,
        head=text[:8],
        digest=digest(text),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    said = {"head": token.head, "label": token.label, "may_run": starts_runs}
    record(by=by, at=at, verb="签发测算接口令牌", subject=token, after=said)
    return token, text


@transaction.atomic
def revoke(*, token_id: int, by: Asker, at: datetime) -> None:
    """From now on the token opens nothing."""
    token = own(by).filter(pk=token_id).first()
    if token is None:
        raise Absent("没有这个令牌，或不是您签发的。")
    if not ProcessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        raise Conflict("该令牌已经停用。")
    record(by=by, at=at, verb="停用测算接口令牌", subject=token, before={"head": token.head})


def bearer(text: str, at: datetime) -> Bearer:
    """The seat that a token stands for; a seat that ended takes its tokens with it."""
    token = ProcessToken.objects.filter(digest=digest(text)).first()
    if token is None or not token.open_at(at):
        raise Unauthenticated("令牌无效、已过期或已停用，请向签发人核对。")
    seat = (
        Membership.objects.valid_on(timezone.localdate(at))
        .select_related("unit", "person")
        .filter(pk=token.seat_id, person__is_active=True)
        .first()
    )
    if seat is None:
        raise Unauthenticated("令牌无效、已过期或已停用，请向签发人核对。")
    if token.used_at is None or at - token.used_at > NOTED_EVERY:
        ProcessToken.objects.filter(pk=token.pk).update(used_at=at)
    return Bearer(seat.asker(), token.may_run)
