"""The eight entity sets: their rows as SQL over the register, and by which columns they hang together.

A device of the register is one Thing at one Location with one Datastream and one (SensorThings) Sensor; its kind
is the ObservedProperty. Their numbers are the device's number; an ObservedProperty's is the place of its kind.
What was created over SensorThings is an `Entity` with a number of its own (from `FIRST_OWN` on); its Datastream is
a device of the register too, so that its readings, rules and alarms are those of every other device.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ancheng.monitoring.sensors.registry import KINDS

KIND_NUMBERS = {kind: number for number, kind in enumerate(sorted(KINDS), start=1)}
KIND_OF_NUMBER = {number: kind for kind, number in KIND_NUMBERS.items()}
# Numbers below are those of devices and kinds.
FIRST_OWN = 2**31
# What a device measures that was described over SensorThings by a property of its own.
ANY_KIND = "other_quantity"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation: to which set, whether to many, and which column here equals which column there."""

    target: str
    many: bool
    here: str = "id"
    there: str = "id"


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A set: the name of one entity, its rows, its properties with their types, its links."""

    name: str
    single: str
    rows: str
    properties: tuple[str, ...]
    links: Mapping[str, Link]
    mandatory: tuple[str, ...]
    optional: frozenset[str] = field(default_factory=frozenset)

    @property
    def identity(self) -> str:
        return "(t.sensor::text || '-' || t.us::text)" if self.name == "Observations" else "t.id"


POINT = "ST_AsGeoJSON(s.geometry, 7)::jsonb"
# The devices that were not described over SensorThings.
OWN = "NOT EXISTS (SELECT 1 FROM sensors_entity w WHERE w.device_id = s.id)"
PLACE = "coalesce(nullif(s.address, ''), s.name)"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
GEOJSON = "application/geo+json"


def _written(name: str, *columns: str) -> str:
    """The entities of a set that were created over SensorThings."""
    return (
        f"SELECT e.id, e.source_id, {', '.join(columns)} FROM sensors_entity e "  # noqa: S608  # nosec B608
        f"WHERE e.set = '{name}' AND e.deleted_at IS NULL"
    )


def _text(name: str) -> str:
    return f"e.body->>'{name}'"


def _json(name: str) -> str:
    return f"e.body->'{name}'"


THINGS = f"""
SELECT s.id, s.source_id, s.name::text AS name, s.name || ' · ' || s.code AS description,
  jsonb_build_object('code', s.code, 'asset', s.asset_name, 'address', s.address) AS properties, s.id AS location
FROM sensors_sensor s WHERE {OWN}
UNION ALL {_written("Things", _text("name"), _text("description"), _json("properties"), "e.location_id")}
"""  # noqa: S608  # nosec B608
LOCATIONS = f"""
SELECT s.id, s.source_id, s.name::text AS name, {PLACE} AS description, '{GEOJSON}' AS "encodingType",
  {POINT} AS location, NULL::jsonb AS properties
FROM sensors_sensor s WHERE {OWN}
UNION ALL {_written("Locations", _text("name"), _text("description"), _text("encodingType"), _json("location"), _json("properties"))}
"""  # noqa: S608  # nosec B608
HISTORICAL = f"""
SELECT s.id, s.source_id, s.created_at AS time, s.id AS thing, s.id AS location FROM sensors_sensor s WHERE {OWN}
UNION ALL {_written("HistoricalLocations", "(e.body->>'time')::timestamptz", "e.thing_id", "e.location_id")}
"""  # noqa: S608  # nosec B608
DATASTREAMS = f"""
SELECT s.id, s.source_id, coalesce(w.body->>'name', s.name) AS name,
  coalesce(w.body->>'description', s.name || ' · ' || s.code) AS description,
  coalesce(w.body->>'observationType', '{MEASUREMENT}') AS "observationType",
  coalesce(w.body->'unitOfMeasurement', k.unit) AS "unitOfMeasurement",
  coalesce(w.body->'observedArea', {POINT}) AS "observedArea",
  l.time AS "phenomenonTime", l.received_at AS "resultTime",
  coalesce(w.body->'properties',
    jsonb_build_object('interval_s', s.interval_s, 'silent_after_s', s.silent_after_s)) AS properties,
  coalesce(w.thing_id, s.id) AS thing, coalesce(w.instrument_id, s.id) AS instrument,
  coalesce(w.property_id, k.number) AS property, coalesce(w.feature_id, s.id) AS feature
FROM sensors_sensor s JOIN k ON k.kind = s.kind LEFT JOIN gateway_latest l ON l.sensor = s.id
LEFT JOIN sensors_entity w ON w.device_id = s.id WHERE w.deleted_at IS NULL
"""  # noqa: S608  # nosec B608
SENSORS = f"""
SELECT s.id, s.source_id, s.name::text AS name, coalesce(nullif(s.maker, ''), s.name) AS description,
  'text/plain' AS "encodingType", concat_ws('; ', nullif(s.maker, ''), s.low || ' – ' || s.high) AS metadata,
  jsonb_build_object('calibrated_until', s.calibrated_until) AS properties
FROM sensors_sensor s WHERE {OWN}
UNION ALL {_written("Sensors", _text("name"), _text("description"), _text("encodingType"), _text("metadata"), _json("properties"))}
"""  # noqa: S608  # nosec B608
PROPERTIES = f"""
SELECT k.number::bigint AS id, o.source_id, k.name, k.description, k.definition, NULL::jsonb AS properties
FROM k JOIN (SELECT DISTINCT source_id, kind FROM sensors_sensor WHERE kind <> '{ANY_KIND}') o ON o.kind = k.kind
UNION ALL {_written("ObservedProperties", _text("name"), _text("description"), _text("definition"), _json("properties"))}
"""  # noqa: S608  # nosec B608
# Each reading once, whether it is settled already or still in the log.
READINGS = """
(SELECT sensor, flag, time, value FROM gateway_reading UNION ALL
 SELECT * FROM (SELECT DISTINCT ON (u.sensor, u.time) u.sensor, u.flag, u.time, u.value FROM gateway_unsettled u
    WHERE NOT EXISTS (SELECT 1 FROM gateway_reading r WHERE r.sensor = u.sensor AND r.time = u.time)
    ORDER BY u.sensor, u.time, u.position) young)
"""
OBSERVATIONS = f"""
SELECT o.sensor, o.time, gateway_us(o.time) AS us, s.source_id, o.time AS "phenomenonTime", o.time AS "resultTime",
  nullif(o.value, 'NaN') AS result, jsonb_build_object('flag', o.flag) AS parameters,
  coalesce(w.feature_id, s.id) AS feature
FROM {READINGS} o JOIN sensors_sensor s ON s.id = o.sensor LEFT JOIN sensors_entity w ON w.device_id = s.id
WHERE w.deleted_at IS NULL
"""  # noqa: S608  # nosec B608
FEATURES = f"""
SELECT s.id, s.source_id, s.name::text AS name, {PLACE} AS description, '{GEOJSON}' AS "encodingType",
  {POINT} AS feature, NULL::jsonb AS properties
FROM sensors_sensor s LEFT JOIN sensors_entity w ON w.device_id = s.id
WHERE w.deleted_at IS NULL AND w.feature_id IS NULL
UNION ALL {_written("FeaturesOfInterest", _text("name"), _text("description"), _text("encodingType"), _json("feature"), _json("properties"))}
"""  # noqa: S608  # nosec B608
MORE = frozenset({"properties"})
SETS: Mapping[str, EntitySet] = {
    each.name: each
    for each in (
        EntitySet(
            "Things",
            "Thing",
            THINGS,
            ("name", "description", "properties"),
            {
                "Locations": Link("Locations", True, here="location"),
                "HistoricalLocations": Link("HistoricalLocations", True, there="thing"),
                "Datastreams": Link("Datastreams", True, there="thing"),
            },
            ("name", "description"),
            MORE,
        ),
        EntitySet(
            "Locations",
            "Location",
            LOCATIONS,
            ("name", "description", "encodingType", "location", "properties"),
            {
                "Things": Link("Things", True, there="location"),
                "HistoricalLocations": Link("HistoricalLocations", True, there="location"),
            },
            ("name", "description", "encodingType", "location"),
            MORE,
        ),
        EntitySet(
            "HistoricalLocations",
            "HistoricalLocation",
            HISTORICAL,
            ("time",),
            {
                "Thing": Link("Things", False, here="thing"),
                "Locations": Link("Locations", True, here="location"),
            },
            ("time",),
        ),
        EntitySet(
            "Datastreams",
            "Datastream",
            DATASTREAMS,
            (
                "name",
                "description",
                "observationType",
                "unitOfMeasurement",
                "observedArea",
                "phenomenonTime",
                "resultTime",
                "properties",
            ),
            {
                "Thing": Link("Things", False, here="thing"),
                "Sensor": Link("Sensors", False, here="instrument"),
                "ObservedProperty": Link("ObservedProperties", False, here="property"),
                "Observations": Link("Observations", True, there="sensor"),
            },
            ("name", "description", "observationType", "unitOfMeasurement"),
            frozenset({"properties", "observedArea"}),
        ),
        EntitySet(
            "Sensors",
            "Sensor",
            SENSORS,
            ("name", "description", "encodingType", "metadata", "properties"),
            {"Datastreams": Link("Datastreams", True, there="instrument")},
            ("name", "description", "encodingType", "metadata"),
            MORE,
        ),
        EntitySet(
            "ObservedProperties",
            "ObservedProperty",
            PROPERTIES,
            ("name", "description", "definition", "properties"),
            {"Datastreams": Link("Datastreams", True, there="property")},
            ("name", "description", "definition"),
            MORE,
        ),
        EntitySet(
            "Observations",
            "Observation",
            OBSERVATIONS,
            ("phenomenonTime", "resultTime", "result", "parameters"),
            {
                "Datastream": Link("Datastreams", False, here="sensor"),
                "FeatureOfInterest": Link("FeaturesOfInterest", False, here="feature"),
            },
            ("phenomenonTime", "result", "resultTime"),
        ),
        EntitySet(
            "FeaturesOfInterest",
            "FeatureOfInterest",
            FEATURES,
            ("name", "description", "encodingType", "feature", "properties"),
            {"Observations": Link("Observations", True, there="feature")},
            ("name", "description", "encodingType", "feature"),
            MORE,
        ),
    )
}
SINGLES = {each.single: each for each in SETS.values()}


@dataclass(frozen=True, slots=True)
class Column:
    """A path as SQL; a relation to many is asked inside `around`: one of them is enough."""

    sql: str
    around: str = "{}"


def columns(of: EntitySet) -> dict[tuple[str, ...], Column]:
    """Every path by which the set can be filtered and ordered; related entities over one or two steps."""
    found: dict[tuple[str, ...], Column] = {(name,): Column(f't."{name}"') for name in of.properties}
    found[("id",)] = found[("@iot.id",)] = Column(of.identity)
    for link, relation in of.links.items():
        other = SETS[relation.target]
        if other.name == "Observations":
            continue
        joined = f"r.source_id = t.source_id AND r.{relation.there} = t.{relation.here}"
        found |= _reached((link,), other, "r", f"FROM ({other.rows}) r WHERE {joined}", relation.many)
        for second, further in other.links.items():
            last = SETS[further.target]
            if last.name == "Observations":
                continue
            on = f"q.source_id = r.source_id AND q.{further.there} = r.{further.here}"
            tables = f"FROM ({other.rows}) r JOIN ({last.rows}) q ON {on} WHERE {joined}"
            found |= _reached((link, second), last, "q", tables, relation.many or further.many)
    if of.name == "Observations":
        # The number of the stream stands in the reading itself.
        found[("Datastream", "id")] = found[("Datastream", "@iot.id")] = Column("t.sensor")
    return found


def _reached(
    path: tuple[str, ...], of: EntitySet, alias: str, tables: str, many: bool
) -> dict[tuple[str, ...], Column]:
    found = {}
    for name in (*of.properties, "id", "@iot.id"):
        sql = f'{alias}."{name}"' if name in of.properties else f"{alias}.id"
        if many:
            found[(*path, name)] = Column(sql, f"EXISTS (SELECT 1 {tables} AND {{}})")  # nosec B608
        else:
            found[(*path, name)] = Column(f"(SELECT {sql} {tables})")  # nosec B608
    return found
