"""Jobs of risks: what has run out is assessed again, the areas are graded anew, each month keeps its map."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.clock import beijing_day
from ancheng.supervision.risks.actions import fall_due_by
from ancheng.supervision.risks.aggregation import refresh, run_of_month
from ancheng.supervision.risks.values import Basis, Rule


@app.periodic(cron="10 1 * * *")
@app.task(name="risks.fall_due", queueing_lock="risks.fall_due", lock="risks.fall_due")
def demand_reviews(timestamp: int) -> None:
    now = timezone.now()
    fall_due_by(day=beijing_day(now), at=now)


@app.periodic(cron="40 1 * * *")
@app.task(name="risks.refresh", queueing_lock="risks.refresh", lock="risks.refresh")
def grade_areas(timestamp: int) -> None:
    now = timezone.now()
    refresh(at=now)
    today = beijing_day(now)
    if today.day == 1:
        month = (today - timedelta(days=1)).strftime("%Y-%m")
        for basis in Basis:
            for rule in Rule:
                run_of_month(rule=rule, basis=basis, month=month, at=now)
