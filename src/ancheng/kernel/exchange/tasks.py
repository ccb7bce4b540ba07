"""Jobs of the imports."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from ancheng.base.errors import Conflict
from ancheng.kernel.exchange import actions
from ancheng.kernel.exchange.models import BatchState, ImportBatch, Outcome
from ancheng.kernel.notices.actions import tell

RUNS = {
    BatchState.CHECKING: actions.run_check,
    BatchState.WRITING: actions.run_write,
    BatchState.UNDOING: actions.run_undo,
}
SILENT_AFTER = timedelta(minutes=5)


@app.task(name="exchange.carry_on")
def carry_on(batch_id: int) -> None:
    """Do what a batch waits for and tell its owner how it went."""
    batch = ImportBatch.every.filter(pk=batch_id).first()
    run = RUNS.get(BatchState(batch.state)) if batch else None
    if batch is None or run is None:
        return
    try:
        run(batch_id=batch_id, at=timezone.now())
    except Conflict:
        return  # Another worker has it.
    batch = ImportBatch.every.select_related("person").get(pk=batch_id)
    tell(
        people=[batch.person],
        kind="exchange.import",
        title=_("%(title)s：%(state)s") % {"title": batch, "state": batch.get_state_display()},
        body=batch.message or _counted(batch),
        by=batch.asker,
        at=timezone.now(),
        url=batch.get_absolute_url(),
        subject=batch,
    )


@app.periodic(cron="*/5 * * * *")
@app.task(name="exchange.leftovers", queueing_lock="exchange.leftovers")
def leftovers(timestamp: int) -> None:
    """A batch whose worker died goes on where it can."""
    for batch_id in actions.running_since(timezone.now() - SILENT_AFTER):
        carry_on.defer(batch_id=batch_id)


def _counted(batch: ImportBatch) -> str:
    return "，".join(f"{each.label} {batch.counts.get(each.value, 0)}" for each in Outcome)
