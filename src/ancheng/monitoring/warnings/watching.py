"""What people do with alarms, and what time does: acknowledge, shelve, suppress, restore, remind, lower, end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import entry, record, record_all
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.queries import people_as
from ancheng.kernel.workflow.actions import move
from ancheng.kernel.workflow.bulk import move_many
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.alarm_actions import QUIET, falls_into, return_alarms
from ancheng.monitoring.warnings.models import Alarm, Suppression
from ancheng.monitoring.warnings.telling import Said, tell_live
from ancheng.monitoring.warnings.values import Returned
from ancheng.monitoring.warnings.workflows.alarm import LIVE, WATCHERS

LONGEST_SHELF = timedelta(days=7)
LOUD = ("unacknowledged", "acknowledged", "returned")


@transaction.atomic
def acknowledge(*, alarm: Alarm, by: Asker, at: datetime) -> None:
    """Say that one has seen it; an alarm that has returned already ends with that."""
    verb = "acknowledge_returned" if alarm.state == "returned" else "acknowledge"
    changes = {"acknowledged_at": at, "acknowledged_by_id": by.person_id}
    move(alarm, verb, by=by, at=at, changes=changes)
    _say([alarm], at)


@transaction.atomic
def shelve(*, alarm: Alarm, until: datetime, why: str, by: Asker, at: datetime) -> None:
    """Take it from the board until a moment, for a reason; what it says meanwhile is kept."""
    if not at < until <= at + LONGEST_SHELF:
        raise Refusal("搁置的结束时间应晚于现在，且不超过 7 天。")
    changes = {"until": until, "quiet_why": why.strip()[:200], "acknowledged_at": alarm.acknowledged_at}
    move(alarm, "shelve", by=by, at=at, why=why, changes=changes)
    _say([alarm], at)


@transaction.atomic
def suppress(*, alarm: Alarm, why: str, by: Asker, at: datetime) -> None:
    """Silence it by design until somebody ends that, for a reason."""
    move(alarm, "suppress", by=by, at=at, why=why, changes={"until": None, "quiet_why": why.strip()[:200]})
    _say([alarm], at)


@transaction.atomic
def restore(*, alarm: Alarm, by: Asker, at: datetime) -> None:
    """End shelving or suppression: the alarm stands where the machine says it is, with all that it said."""
    verb = "restore_returned" if alarm.returned_at else "restore"
    move(alarm, verb, by=by, at=at, changes={"until": None, "acknowledged_at": None})
    _say([alarm], at)


@transaction.atomic
def open_window(*, window: Suppression, by: Asker, at: datetime) -> Suppression:
    """Announce works: alarms of the scope are written down and shown when the works end."""
    if not by.holds(*WATCHERS) or not by.may_write:
        raise NotAllowed("当前岗位不能设置检修窗口，请联系值班室。")
    if not window.title.strip() or not window.reason.strip():
        raise Refusal("请填写事由和理由。")
    if not window.starts_at < window.ends_at or window.ends_at <= at:
        raise Refusal("结束时间应晚于开始时间和现在。")
    if window.ends_at - window.starts_at > timedelta(days=90):
        raise Refusal("检修窗口最长 90 天，请分次设置。")
    named = (window.kind, window.sensor_kind, window.key, window.asset_id, window.unit_id)
    if not any(named):
        raise Refusal("请至少限定一项范围（类别、传感器、对象或区域），不能抑制全部报警。")
    window.by_id, window.by_name = by.person_id, by.name
    window.by_unit = Unit.objects.filter(pk=by.unit_id).first()
    window.derive_scope()
    window.save()
    record(by=by, at=at, verb="设置检修窗口", subject=window, why=window.reason)
    if window.starts_at <= at:
        _hush_now(window, at)
    return window


@transaction.atomic
def close_window(*, window: Suppression, by: Asker, at: datetime) -> int:
    """End the works early; returns how many alarms are heard again."""
    if not by.holds(*WATCHERS) or not by.may_write:
        raise NotAllowed("当前岗位不能结束检修窗口，请联系值班室。")
    if not Suppression.every.filter(pk=window.pk, ended_at=None).update(ended_at=at):
        raise Refusal("该检修窗口已经结束。")
    record(by=by, at=at, verb="结束检修窗口", subject=window)
    hit = [
        each
        for each in Alarm.every.filter(state="suppressed", until=window.ends_at)
        if falls_into(window, each)
    ]
    return _restore(hit, at)


def _hush_now(window: Suppression, at: datetime) -> None:
    live = [each for each in Alarm.every.filter(state__in=LOUD) if falls_into(window, each)]
    why = f"{window.title}：{window.reason}"[:200]
    move_many(
        model=Alarm, ids=[each.pk for each in live], verb="suppress", by=PLATFORM, at=at, why=why,
        changes={"until": window.ends_at, "quiet_why": why},
    )  # fmt: skip


def sweep(*, at: datetime) -> dict[str, int]:
    """Everything that time alone does to alarms; run every minute."""
    with transaction.atomic():
        for window in Suppression.every.filter(
            ended_at=None, starts_at__range=(at - timedelta(minutes=2), at)
        ):
            _hush_now(window, at)
        over = list(Alarm.every.select_for_update().filter(state__in=QUIET, until__lte=at).order_by("pk"))
        return {
            "restored": _restore(over, at),
            "retired": _of_retired_rules(at),
            "lowered": _lower(at),
            "lapsed": _lapse(at),
            "reminded": _remind(at),
        }


def _restore(alarms: Sequence[Alarm], at: datetime) -> int:
    count = 0
    for verb, returned in (("restore", False), ("restore_returned", True)):
        ids = [each.pk for each in alarms if bool(each.returned_at) == returned]
        changes = {"until": None, "acknowledged_at": None}
        moved = move_many(model=Alarm, ids=ids, verb=verb, by=PLATFORM, at=at, changes=changes)
        _say(moved, at)
        count += len(moved)
    return count


def _of_retired_rules(at: datetime) -> int:
    """A rule that is no longer in use can return no alarm: its alarms return with it."""
    rows = Alarm.every.filter(state__in=LIVE, returned_at=None).exclude(version__state="active")
    told = [Returned(each.version_id, each.key, at) for each in rows]
    return return_alarms(returned=told, at=at)


def _lower(at: datetime) -> int:
    """One level lower where the rule says so and nothing new was said for that time."""
    waiting = Alarm.every.filter(
        state__in=LOUD, level__lt=rules.BLUE, version__downgrade_min__isnull=False
    ).select_related("version")
    due = [
        each
        for each in waiting
        if max(each.last_at, each.state_since) + timedelta(minutes=each.version.downgrade_min or 0) <= at
    ]
    for each in due:
        Alarm.every.filter(pk=each.pk, level=each.level).update(level=F("level") + 1, last_at=at)
    record_all(
        entry(
            by=PLATFORM,
            at=at,
            verb="定时降级",
            subject=each,
            before={"level": each.level},
            after={"level": (each.level or 0) + 1},
        )
        for each in due
    )
    return len(due)


def _lapse(at: datetime) -> int:
    waiting = Alarm.every.filter(
        state="returned", returned_at__isnull=False, version__clear_min__isnull=False
    ).select_related("version")
    due = [
        each.pk
        for each in waiting
        if each.returned_at and each.returned_at + timedelta(minutes=each.version.clear_min or 0) <= at
    ]
    return len(move_many(model=Alarm, ids=due, verb="lapse", by=PLATFORM, at=at, why="恢复后到时自动解除"))


def _remind(at: datetime) -> int:
    """Say it again as long as nobody has acknowledged it; one notice for all that are due."""
    waiting = (
        Alarm.objects.filter(state="unacknowledged", version__remind_min__isnull=False)
        .filter(Q(warning=None) | Q(warning__state="suggested"))
        .select_related("version")
    )
    due = [
        each
        for each in waiting
        if (each.reminded_at or each.raised_at) + timedelta(minutes=each.version.remind_min or 0) <= at
    ]
    if not due:
        return 0
    Alarm.every.filter(pk__in=[each.pk for each in due]).update(reminded_at=at)
    tell(
        people=people_as(Role.DUTY, at.astimezone().date()),
        kind="alarm.reminder",
        level="urgent",
        title=f"【未确认报警】{len(due)} 条报警仍未确认",
        body="；".join(str(each) for each in due[:5]),
        url=reverse("warnings:alarms") + "?alarm_state=unacknowledged",
        by=PLATFORM,
        at=at,
        key=f"alarm-reminder:{at:%Y%m%d%H%M}",
    )
    return len(due)


def _say(alarms: Sequence[object], at: datetime) -> None:
    found = [each for each in alarms if isinstance(each, Alarm)]
    tell_live(
        [
            Said("alarm", {"id": e.pk, "state": e.state, "card": e.warning_id}, e.seen_by, e.realm)
            for e in found
        ],
        at=at,
    )
