"""The holiday table as it ships."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.base.working_days import shipped_days
from ancheng.kernel.audit.actions import record
from ancheng.kernel.workflow.calendar import forget
from ancheng.kernel.workflow.models import Holiday

SOURCE = "国务院办公厅节假日安排（chinesecalendar 收录）"


@transaction.atomic
def seed_calendar(*, at: datetime, by: Asker = PLATFORM) -> int:
    """Write the statutory days that the library knows; days already in the table stay as they are."""
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("只有系统管理员可以维护工作日历。")
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
