"""Jobs of drills: the exercises that run are given what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.command.drills.exercise_actions import tick


@app.periodic(cron="* * * * *")
@app.task(name="drills.tick", queueing_lock="drills.tick", lock="drills.tick")
def give(timestamp: int) -> None:
    tick(at=timezone.now())
