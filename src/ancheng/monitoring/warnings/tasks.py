"""Jobs of warnings."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.monitoring.warnings.outgoing import send_due
from ancheng.monitoring.warnings.telling import forget_old
from ancheng.monitoring.warnings.watching import sweep


@app.periodic(cron="* * * * * */5")
@app.task(name="warnings.send", queueing_lock="warnings.send")
def send_messages(timestamp: int) -> None:
    send_due(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="warnings.sweep", queueing_lock="warnings.sweep", lock="warnings.sweep")
def sweep_alarms(timestamp: int) -> None:
    sweep(at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="warnings.forget_live", queueing_lock="warnings.forget_live")
def forget_live(timestamp: int) -> None:
    forget_old(at=timezone.now())
