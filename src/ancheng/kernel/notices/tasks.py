"""Jobs of the notices."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.asker import PLATFORM
from ancheng.kernel.notices.actions import deliver_due, escalate


@app.periodic(cron="* * * * * */10")
@app.task(name="notices.deliver", queueing_lock="notices.deliver")
def deliver(timestamp: int) -> None:
    deliver_due(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="notices.escalate", queueing_lock="notices.escalate")
def climb(timestamp: int) -> None:
    escalate(by=PLATFORM, at=timezone.now())
