"""Jobs of the outbox."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ancheng.kernel.events import actions
from ancheng.kernel.events.models import Event


@app.task(name="events.hand_on", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def hand_on_event(event_id: str) -> None:
    actions.hand_on(event_id, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="events.leftovers", queueing_lock="events.leftovers")
def hand_on_leftovers(timestamp: int) -> None:
    """An event whose job was lost (a restored backup, an emptied queue) is handed on all the same."""
    waiting = Event.objects.filter(handed_on_at=None, at__lt=timezone.now() - timedelta(minutes=10))
    for event_id in waiting.values_list("pk", flat=True)[:500]:
        hand_on_event.defer(event_id=str(event_id))
