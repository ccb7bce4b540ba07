"""The readings: a ring of four bare tables that COPY fills, daily partitions, rollups by minute, hour and day."""

from typing import Any

from django.db import migrations

RING = range(4)
ROW = "sensor integer NOT NULL, flag smallint NOT NULL, time timestamptz NOT NULL, value float8 NOT NULL, position bigint NOT NULL"
ROLLED = "sensor integer NOT NULL, count integer NOT NULL, at timestamptz NOT NULL, low float8 NOT NULL, high float8 NOT NULL, total float8 NOT NULL"

FORWARD: list[Any] = [
    """CREATE FUNCTION gateway_us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
       AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint'""",
    *(f"CREATE TABLE gateway_ring_{slot} ({ROW})" for slot in RING),
    "CREATE VIEW gateway_unsettled AS "
    + " UNION ALL ".join(f"SELECT sensor, flag, time, value, position FROM gateway_ring_{slot}" for slot in RING),
    """CREATE TABLE gateway_segment (slot smallint PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'closed', 'empty')),
       opened_at timestamptz, closed_at timestamptz)""",
    "CREATE UNIQUE INDEX gateway_segment_one_open ON gateway_segment (state) WHERE state = 'open'",
    *(
        f"INSERT INTO gateway_segment VALUES ({slot}, '{'open' if slot == 0 else 'empty'}', {'now()' if slot == 0 else 'NULL'}, NULL)"
        for slot in RING
    ),
    f"CREATE TABLE gateway_reading ({ROW}) PARTITION BY RANGE (time)",
    "CREATE UNIQUE INDEX gateway_reading_once ON gateway_reading (sensor, time)",
    "CREATE INDEX gateway_reading_position ON gateway_reading USING brin (position) WITH (pages_per_range = 32)",
    f"CREATE TABLE gateway_minute ({ROLLED}, PRIMARY KEY (sensor, at)) PARTITION BY RANGE (at)",
    f"CREATE TABLE gateway_hour ({ROLLED}, PRIMARY KEY (sensor, at)) WITH (fillfactor = 60)",
    f"CREATE TABLE gateway_day ({ROLLED}, PRIMARY KEY (sensor, at)) WITH (fillfactor = 60)",
    "ALTER TABLE gateway_latest SET (fillfactor = 50)",
]
BACKWARD: list[Any] = [
    "DROP TABLE gateway_day, gateway_hour, gateway_minute, gateway_reading, gateway_segment",
    "DROP VIEW gateway_unsettled",
    *(f"DROP TABLE gateway_ring_{slot}" for slot in RING),
    "DROP FUNCTION gateway_us(timestamptz)",
]


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
