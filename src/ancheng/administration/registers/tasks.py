"""Jobs of registers: who uses the platform is counted from the audit trail each night."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.administration.registers import actions
from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day


@app.periodic(cron="40 1 * * *")
@app.task(name="registers.use", queueing_lock="registers.use", lock="registers.use")
def measure_use(timestamp: int) -> None:
    """The month of yesterday: the last night of a month is counted whole."""
    now = timezone.now()
    actions.measure_use(month=beijing_day(now - timedelta(days=1)), by=PLATFORM, at=now)
