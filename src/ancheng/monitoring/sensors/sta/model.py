"""The eight entity sets: their properties as SQL over the register, and how they hang together.

A device of the register is one Thing at one Location with one Datastream and one (SensorThings) Sensor; its kind
is the ObservedProperty. Their numbers are the device's number; an ObservedProperty's is the place of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ancheng.monitoring.sensors.registry import KINDS

KIND_NUMBERS = {kind: number for number, kind in enumerate(sorted(KINDS), start=1)}


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A set: the name of one entity, its properties as SQL expressions, links as name → (set, is it many)."""

    name: str
    single: str
    properties: Mapping[str, str]
    links: Mapping[str, tuple[str, bool]]
    mandatory: tuple[str, ...]


POINT = "ST_AsGeoJSON(s.geometry, 7)::jsonb"
SETS: Mapping[str, EntitySet] = {
    each.name: each
    for each in (
        EntitySet(
            "Things",
            "Thing",
            {
                "name": "s.name",
                "description": "s.name || ' · ' || s.code",
                "properties": "jsonb_build_object('code', s.code, 'asset', s.asset_name, 'address', s.address)",
            },
            {
                "Locations": ("Locations", True),
                "HistoricalLocations": ("HistoricalLocations", True),
                "Datastreams": ("Datastreams", True),
            },
            ("name", "description"),
        ),
        EntitySet(
            "Locations",
            "Location",
            {
                "name": "s.name",
                "description": "coalesce(nullif(s.address, ''), s.name)",
                "encodingType": "'application/geo+json'",
                "location": POINT,
            },
            {"Things": ("Things", True), "HistoricalLocations": ("HistoricalLocations", True)},
            ("name", "description", "encodingType", "location"),
        ),
        EntitySet(
            "HistoricalLocations",
            "HistoricalLocation",
            {"time": "s.created_at"},
            {"Thing": ("Things", False), "Locations": ("Locations", True)},
            ("time",),
        ),
        EntitySet(
            "Datastreams",
            "Datastream",
            {
                "name": "s.name",
                "description": "s.name || ' · ' || s.code",
                "observationType": "'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement'",
                "unitOfMeasurement": "k.unit",
                "observedArea": POINT,
                "phenomenonTime": "l.time",
                "resultTime": "l.received_at",
                "properties": "jsonb_build_object('interval_s', s.interval_s, 'silent_after_s', s.silent_after_s)",
            },
            {
                "Thing": ("Things", False),
                "Sensor": ("Sensors", False),
                "ObservedProperty": ("ObservedProperties", False),
                "Observations": ("Observations", True),
            },
            ("name", "description", "observationType", "unitOfMeasurement"),
        ),
        EntitySet(
            "Sensors",
            "Sensor",
            {
                "name": "s.name",
                "description": "coalesce(nullif(s.maker, ''), s.name)",
                "encodingType": "'text/plain'",
                "metadata": "concat_ws('; ', nullif(s.maker, ''), s.low || ' – ' || s.high)",
                "properties": "jsonb_build_object('calibrated_until', s.calibrated_until)",
            },
            {"Datastreams": ("Datastreams", True)},
            ("name", "description", "encodingType", "metadata"),
        ),
        EntitySet(
            "ObservedProperties",
            "ObservedProperty",
            {
                "name": "k.name",
                "description": "k.description",
                "definition": "k.definition",
            },
            {"Datastreams": ("Datastreams", True)},
            ("name", "description", "definition"),
        ),
        EntitySet(
            "Observations",
            "Observation",
            {
                "phenomenonTime": "o.time",
                "resultTime": "o.time",
                "result": "nullif(o.value, 'NaN')",
                "parameters": "jsonb_build_object('flag', o.flag)",
            },
            {"Datastream": ("Datastreams", False), "FeatureOfInterest": ("FeaturesOfInterest", False)},
            ("phenomenonTime", "result", "resultTime"),
        ),
        EntitySet(
            "FeaturesOfInterest",
            "FeatureOfInterest",
            {
                "name": "s.name",
                "description": "coalesce(nullif(s.address, ''), s.name)",
                "encodingType": "'application/geo+json'",
                "feature": POINT,
            },
            {"Observations": ("Observations", True)},
            ("name", "description", "encodingType", "feature"),
        ),
    )
}
SINGLES = {each.single: each for each in SETS.values()}


def columns(of: EntitySet) -> dict[tuple[str, ...], str]:
    """Every path by which the set can be filtered and ordered → SQL; related entities over one or two steps."""
    found: dict[tuple[str, ...], str] = {(name,): sql for name, sql in of.properties.items()}
    found[("id",)] = found[("@iot.id",)] = identity(of)
    if of.name == "ObservedProperties":
        # A kind stands for many devices: only its own properties say one thing.
        return found
    for link, (target, _) in of.links.items():
        other = SETS[target]
        if other.name == "Observations":
            continue
        found |= {(link, name): sql for name, sql in other.properties.items()}
        found[(link, "id")] = found[(link, "@iot.id")] = identity(other)
        for second, (further, _) in other.links.items():
            last = SETS[further]
            if last.name != "Observations":
                found |= {(link, second, name): sql for name, sql in last.properties.items()}
                found[(link, second, "id")] = found[(link, second, "@iot.id")] = identity(last)
    return found


def identity(of: EntitySet) -> str:
    if of.name == "ObservedProperties":
        return "k.number"
    if of.name == "Observations":
        return "(o.sensor::text || '-' || gateway_us(o.time)::text)"
    return "s.id"
