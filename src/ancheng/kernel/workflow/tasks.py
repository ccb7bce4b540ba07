"""Jobs of the clocks."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.kernel.workflow.ladder import climb


@app.periodic(cron="* * * * *")
@app.task(name="workflow.climb", queueing_lock="workflow.climb", lock="workflow.climb")
def climb_ladders(timestamp: int) -> None:
    climb(at=timezone.now())
