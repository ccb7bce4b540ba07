"""Jobs of runs: compute a long one; take up again what a dead worker left."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.errors import Conflict
from ancheng.decision.runs import actions


@app.task(name="runs.compute")
def compute(run_id: int) -> None:
    try:
        actions.compute(run_id=run_id, at=timezone.now())
    except Conflict:
        return  # Another worker has it, or it was cancelled.


@app.periodic(cron="*/2 * * * *")
@app.task(name="runs.lost", queueing_lock="runs.lost")
def lost(timestamp: int) -> None:
    """A worker that was restarted left runs behind: they go on with the members that are kept."""
    actions.take_up_lost(at=timezone.now())
