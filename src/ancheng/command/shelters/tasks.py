"""Jobs of shelters: the register is read each night, names that are no longer needed go."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.asker import PLATFORM
from ancheng.command.shelters.actions import read_register, wipe_names


@app.periodic(cron="40 2 * * *")
@app.task(name="shelters.register", queueing_lock="shelters.register", lock="shelters.register")
def read(timestamp: int) -> None:
    read_register(by=PLATFORM, at=timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="shelters.names", queueing_lock="shelters.names", lock="shelters.names")
def wipe(timestamp: int) -> None:
    wipe_names(at=timezone.now())
