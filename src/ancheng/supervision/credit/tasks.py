"""Jobs of credit: names whose period is over go, records and grades are brought up to date each night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.asker import PLATFORM
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.credit.actions import expire_due, gather

BATCH = 500


@app.periodic(cron="5 * * * *")
@app.task(name="credit.expire", queueing_lock="credit.expire", lock="credit.expire")
def remove_expired(timestamp: int) -> None:
    expire_due(at=timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="credit.gather", queueing_lock="credit.gather", lock="credit.gather")
def gather_all(timestamp: int) -> None:
    ids = list(
        Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(ids), BATCH):
        gather(enterprise_ids=ids[start : start + BATCH], by=PLATFORM, at=timezone.now())
