"""Jobs of the hotline."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.supervision.hotline.gate import sweep


@app.periodic(cron="7 * * * *")
@app.task(name="hotline.sweep", queueing_lock="hotline.sweep")
def forget_addresses(timestamp: int) -> None:
    sweep(at=timezone.now())
