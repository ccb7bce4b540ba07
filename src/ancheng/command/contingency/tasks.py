"""Jobs of contingency plans: those whose period is over fall due for revision."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.command.contingency.actions import lapse_due


@app.periodic(cron="15 1 * * *")
@app.task(name="contingency.lapse", queueing_lock="contingency.lapse", lock="contingency.lapse")
def lapse(timestamp: int) -> None:
    lapse_due(at=timezone.now())
