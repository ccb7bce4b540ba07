"""The gateway as this installation runs it: its database, the rules beside it, what is mounted on it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from psycopg.conninfo import make_conninfo

from ancheng.config.database import database_settings
from ancheng.monitoring.gateway.asgi import Gateway
from ancheng.monitoring.gateway.intake import Intake
from ancheng.monitoring.gateway.mqtt import Subscriber
from ancheng.monitoring.gateway.seam import Evaluator
from ancheng.monitoring.sensors.sta.service import PREFIX, SensorThings


def conninfo() -> str:
    """How psycopg reaches the database of this run."""
    entry = database_settings()
    given = {
        "dbname": entry["NAME"],
        "user": entry["USER"],
        "password": entry["PASSWORD"],
        "host": entry["HOST"],
        "port": entry["PORT"],
    }
    options = {key: value for key, value in entry["OPTIONS"].items() if key != "pool"}
    return make_conninfo(**{key: value for key, value in {**given, **options}.items() if value})


def evaluators() -> Sequence[Evaluator]:
    """Who looks at the readings as they come in."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    django.setup()
    from ancheng.monitoring.rules.evaluator import SignalRules

    return (SignalRules(),)


def gateway() -> Gateway:
    made = Gateway(Intake(conninfo(), evaluators()))
    made.mounted[PREFIX] = SensorThings(made)
    broker = os.environ.get("MQTT_URL", "")
    if broker:
        made.subscribers.append(Subscriber(made.intake, broker))
    return made
