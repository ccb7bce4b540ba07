"""Jobs of supplies: who keeps a store is told what is about to expire."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.command.resources.keeping_actions import warn_of_lapsing


@app.periodic(cron="30 7 * * *")
@app.task(name="resources.lapsing", queueing_lock="resources.lapsing", lock="resources.lapsing")
def warn(timestamp: int) -> None:
    warn_of_lapsing(at=timezone.now())
