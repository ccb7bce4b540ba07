"""Jobs of duty: hours ahead in which nobody is on duty are told of."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.command.duty.actions import warn_of_gaps


@app.periodic(cron="*/10 * * * *")
@app.task(name="duty.gaps", queueing_lock="duty.gaps", lock="duty.gaps")
def warn(timestamp: int) -> None:
    warn_of_gaps(at=timezone.now())
