"""Jobs of the chain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.kernel.audit.actions import anchor


@app.periodic(cron="17 * * * *")
@app.task(name="audit.anchor", queueing_lock="audit.anchor")
def note_head(timestamp: int) -> None:
    anchor(at=timezone.now())
