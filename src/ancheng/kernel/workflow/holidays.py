"""Keeping the holiday table: as it ships, and as it is corrected."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.base.working_days import shipped_days
from ancheng.kernel.audit.actions import record
from ancheng.kernel.workflow.calendar import forget
from ancheng.kernel.workflow.models import Holiday

SOURCE = msgid("国务院办公厅节假日安排（chinesecalendar 收录）")


@transaction.atomic
def seed_calendar(*, at: datetime, by: Asker = PLATFORM) -> int:
    """Write the statutory days that the library knows; days already in the table stay as they are."""
    _only_administrators(by)
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(
        [
            Holiday(day=each.day, name=each.name, at_work=each.at_work, source=SOURCE)
            for each in shipped_days()
        ],
        ignore_conflicts=True,
    )
    forget()
    added = Holiday.objects.count() - before
    first = Holiday.objects.order_by("day").first()
    if added and first:
        record(by=by, at=at, verb="载入工作日历", subject=first, after={"days": added})
    return added


@transaction.atomic
def set_day(*, day: date, name: str, at_work: bool, by: Asker, at: datetime) -> None:
    """Say of one day that it is off, or at work; clocks that start from now on count with it."""
    _only_administrators(by)
    if not name.strip():
        raise Refusal("请填写该日的名称，例如“国庆节”或“国庆节调休”。")
    before = Holiday.objects.filter(day=day).first()
    row, _ = Holiday.objects.update_or_create(
        day=day, defaults={"name": name.strip()[:40], "at_work": at_work, "source": f"{by.name} 维护"}
    )
    forget()
    record(
        by=by,
        at=at,
        verb="维护工作日历",
        subject=row,
        before={"at_work": before.at_work} if before else {},
        after={"name": row.name, "at_work": at_work},
    )


@transaction.atomic
def forget_day(*, day: date, by: Asker, at: datetime) -> None:
    """Take a day out of the table: it follows the week again."""
    _only_administrators(by)
    row = Holiday.objects.filter(day=day).first()
    if row is None:
        raise Conflict(f"{day} 不在工作日历中。")
    record(by=by, at=at, verb="移出工作日历", subject=row, before={"name": row.name, "at_work": row.at_work})
    row.delete()
    forget()


def _only_administrators(by: Asker) -> None:
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("只有系统管理员可以维护工作日历。")
