"""Jobs of indicators: what changed is counted again every few minutes, everything each night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.administration.indicators import actions, engine
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.clock import beijing_day


@app.periodic(cron="*/5 * * * *")
@app.task(name="indicators.refresh", queueing_lock="indicators.refresh", lock="indicators.refresh")
def refresh(timestamp: int) -> None:
    actions.refresh(at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(name="indicators.nightly", queueing_lock="indicators.nightly", lock="indicators.nightly")
def count_again(timestamp: int) -> None:
    """The present month and the one before it: the last snapshot of a month is taken when it is over."""
    now = timezone.now()
    engine.recompute(days=month_ends(beijing_day(now), 2), at=now)
