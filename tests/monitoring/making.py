"""Sources, sensors and a running gateway for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from ancheng.base.asker import PLATFORM
from ancheng.monitoring.gateway.asgi import Gateway
from ancheng.monitoring.gateway.intake import Intake
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.sensors.actions import issue_token, open_source, register
from ancheng.monitoring.sensors.models import Sensor, Source
from ancheng.monitoring.sensors.sta.service import PREFIX, SensorThings
from ancheng.monitoring.sensors.values import Described
from tests.factories import make_unit


def now() -> datetime:
    return datetime.now(UTC)


def make_source(code: str = "gas", **more: Any) -> tuple[Source, str]:
    """A source and the text of its token."""
    values = {"name": "燃气集团监测系统", "unit": make_unit(), "way": "http", "contact": ""} | more
    source = open_source(code=code, by=PLATFORM, at=now(), **values)
    return source, issue_token(source=source, label="采集服务器", by=PLATFORM, at=now())[1]


def make_sensor(source: Source, code: str = "GM-1", kind: str = "gas_methane", **more: Any) -> Sensor:
    values = {"name": f"传感器{code}", "unit_id": source.unit_id} | more
    described = Described(kind=kind, code=code, source_id=source.pk, **values)
    return register(described=described, by=PLATFORM, at=now())


def conninfo() -> str:
    values = connection.get_connection_params()
    return make_conninfo(
        **{key: values[key] for key in ("host", "port", "user", "password", "dbname") if values.get(key)}
    )


@contextmanager
def plain() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own to the test database."""
    with psycopg.connect(conninfo(), autocommit=True) as own:
        yield own


def clear_readings() -> None:
    """Empty what no model stands for."""
    with plain() as own:
        own.execute(
            "TRUNCATE gateway_ring_0, gateway_ring_1, gateway_ring_2, gateway_ring_3, gateway_reading"
        )
        own.execute("TRUNCATE gateway_minute, gateway_hour, gateway_day")
        own.execute("UPDATE gateway_segment SET state = 'empty', opened_at = NULL, closed_at = NULL")
        own.execute("UPDATE gateway_segment SET state = 'open', opened_at = now() WHERE slot = 0")


@asynccontextmanager
async def running(*evaluators: Any) -> AsyncIterator[tuple[Gateway, httpx.AsyncClient]]:
    """The gateway on the test database, and a client that talks to it without a socket."""
    gateway = Gateway(Intake(conninfo(), evaluators))
    gateway.mounted[PREFIX] = SensorThings(gateway)
    await gateway.start()
    try:
        transport = httpx.ASGITransport(app=gateway)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield gateway, client
    finally:
        await gateway.stop()
        gateway.intake.log.connection.close()


def with_gateway(act: Any, *evaluators: Any) -> Any:
    """Run `act(gateway, client)` against a gateway."""

    async def whole() -> Any:
        async with running(*evaluators) as (gateway, client):
            return await act(gateway, client)

    return asyncio.run(whole())


def post(client: httpx.AsyncClient, token: str, body: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/v1/readings", content=content, headers={"Authorization": f"Bearer {token}"})


def settle() -> int:
    """Close the open table of the ring and take it over, as the gateway does in time."""
    with plain() as own:
        (slot,) = own.execute("SELECT slot FROM gateway_segment WHERE state = 'open'").fetchone()
        following = (slot + 1) % 4
        own.execute("UPDATE gateway_segment SET state = 'closed', closed_at = now() WHERE slot = %s", [slot])
        own.execute(
            "UPDATE gateway_segment SET state = 'open', opened_at = now() WHERE slot = %s", [following]
        )
        return PostgresReadings(own).settle()


def stored() -> list[tuple[int, int, float, int]]:
    """(sensor, time in µs, value, flag) of all readings as a reader of the store sees them."""
    with plain() as own:
        store = PostgresReadings(own)
        ids = [each for (each,) in own.execute("SELECT id FROM sensors_sensor").fetchall()]
        batch = store.batch(ids, 0, 2**52)
        return list(
            zip(
                batch.sensor.tolist(),
                batch.time_us.tolist(),
                batch.value.tolist(),
                batch.flag.tolist(),
                strict=True,
            )
        )
