"""Jobs of steering: the bulletin of a week is drafted and sent on Monday, that of a month on its first day."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.administration.steering import actions
from ancheng.base.asker import PLATFORM


@app.periodic(cron="30 7 * * 1")
@app.task(name="steering.weekly", queueing_lock="steering.weekly", lock="steering.report")
def weekly(timestamp: int) -> None:
    actions.report(rhythm="weekly", by=PLATFORM, at=timezone.now())


@app.periodic(cron="45 7 1 * *")
@app.task(name="steering.monthly", queueing_lock="steering.monthly", lock="steering.report")
def monthly(timestamp: int) -> None:
    actions.report(rhythm="monthly", by=PLATFORM, at=timezone.now())
