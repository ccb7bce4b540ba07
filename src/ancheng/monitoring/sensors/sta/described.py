"""What a SensorThings entity must say: its properties checked, its links told from what is described inside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.errors import ShapelyError

from ancheng.monitoring.gateway.frames import moment_us, number
from ancheng.monitoring.sensors.sta.filtering import BadQuery
from ancheng.monitoring.sensors.sta.model import GEOJSON, EntitySet

GEOJSONS = (GEOJSON, "application/vnd.geo+json")
LONGEST = 4000
SHAPES = ("location", "feature", "observedArea")
# What is told by the readings, not by whoever describes the stream.
TOLD_BY_READINGS = frozenset({"phenomenonTime", "resultTime"})
UNIT_FIELDS = ("name", "symbol", "definition")


class BadEntity(BadQuery):
    """An entity that lacks something or says something that cannot be."""


@dataclass(slots=True)
class Description:
    """An entity as it was given: its properties, links to existing ones, and those described inside it."""

    set: EntitySet
    body: dict[str, Any]
    linked: dict[str, list[int]] = field(default_factory=dict)
    inside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def read_entity(of: EntitySet, given: Any, *, partly: bool = False) -> Description:
    """The entity, or a refusal that names what is wrong; `partly` for a change of an existing one."""
    if not isinstance(given, dict):
        raise BadEntity(f"{of.single} 应为 JSON 对象。")
    found = Description(of, {})
    for name, value in given.items():
        if name.startswith("@") or "@iot." in name or name == "id":
            continue
        if name in of.links:
            _links(found, name, value)
        elif name in of.properties and name not in (TOLD_BY_READINGS - {"time"}):
            found.body[name] = _property(of, name, value)
        elif name not in of.properties:
            raise BadEntity(f"{of.single} 没有属性“{name[:40]}”。")
    if not partly:
        lacking = [each for each in of.mandatory if each not in found.body]
        if lacking:
            raise BadEntity(f"{of.single} 缺少 {'、'.join(lacking)}。")
    return found


def _links(found: Description, name: str, value: Any) -> None:
    many = found.set.links[name].many
    if many and not isinstance(value, list):
        value = [value]
    for each in value if many else [value]:
        if not isinstance(each, dict):
            raise BadEntity(f"{name} 应为对象，或以 @iot.id 指明已有实体。")
        identity = each.get("@iot.id")
        if identity is None:
            found.inside.setdefault(name, []).append(each)
        elif isinstance(identity, int) and not isinstance(identity, bool) and 0 < identity < 2**63:
            found.linked.setdefault(name, []).append(identity)
        else:
            raise BadEntity(f"{name} 的 @iot.id 应为正整数。")


def _property(of: EntitySet, name: str, value: Any) -> Any:
    if name in SHAPES:
        return _shape(name, value)
    if name == "properties":
        if not isinstance(value, dict):
            raise BadEntity("properties 应为对象。")
        return value
    if name == "unitOfMeasurement":
        return _unit(value)
    if name == "time":
        return _moment(value)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\x00" in value:
        raise BadEntity(f"{of.single} 的 {name} 应为不超过 {LONGEST} 字的文字，不能为空。")
    if name == "encodingType" and of.name in ("Locations", "FeaturesOfInterest") and value not in GEOJSONS:
        raise BadEntity(f"位置只接受 {GEOJSON}。")
    return value


def _unit(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or any(
        not isinstance(value.get(each), str | None) for each in UNIT_FIELDS
    ):
        raise BadEntity("unitOfMeasurement 应为含 name、symbol、definition 的对象。")
    return {each: value.get(each) or "" for each in UNIT_FIELDS}


def _moment(value: Any) -> str:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadEntity("time 应为带时区的 ISO 8601 时间。") from None
    if found.tzinfo is None:
        raise BadEntity("time 应为带时区的 ISO 8601 时间。")
    return found.isoformat()


def _shape(name: str, value: Any) -> dict[str, Any]:
    """A GeoJSON geometry (or a Feature's) within the world."""
    inner = value.get("geometry") if isinstance(value, dict) and value.get("type") == "Feature" else value
    try:
        found = shapely.geometry.shape(inner)
        bounds = found.bounds
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, ShapelyError):
        raise BadEntity(f"{name} 应为 GeoJSON 几何。") from None
    if not bounds or not all(map(math.isfinite, bounds)):
        raise BadEntity(f"{name} 应为 GeoJSON 几何，且不能为空。")
    if bounds[0] < -180 or bounds[2] > 180 or bounds[1] < -90 or bounds[3] > 90:
        raise BadEntity(f"{name} 超出经纬度范围，坐标应为 [经度, 纬度]。")
    return dict(value)


def spot(shape: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """The point that stands for a location."""
    if not shape:
        return None
    inner = shape["geometry"] if shape.get("type") == "Feature" else shape
    point = shapely.geometry.shape(inner).representative_point()
    return (float(point.x), float(point.y))


def refuse_inside(found: Description) -> None:
    """A change names related entities by number; describing them inside is not a change of this one."""
    if found.inside:
        raise BadEntity("修改时不能内嵌关联实体，请以 @iot.id 指明。")


def only(found: Description, *names: str) -> None:
    """Refuse entities described inside where they cannot be made."""
    stray = [each for each in found.inside if each not in names]
    if stray:
        raise BadEntity(f"{found.set.single} 中不能内嵌 {'、'.join(stray)}。")


def observed(given: Any) -> tuple[int, float]:
    """An Observation as (µs, value); one without a time is of now."""
    if not isinstance(given, dict):
        raise BadEntity("Observation 应为对象。")
    value, moment = number(given.get("result", "")), given.get("phenomenonTime")
    time_us = int(datetime.now(UTC).timestamp() * 1e6) if moment is None else moment_us(start_of(moment))
    if value is None or time_us is None:
        raise BadEntity("Observation 须有数字 result；phenomenonTime 应为带时区的 ISO 8601 时间。")
    return time_us, value


def start_of(moment: Any) -> Any:
    """The beginning of an interval, or the moment itself."""
    return moment.partition("/")[0] if isinstance(moment, str) else None
