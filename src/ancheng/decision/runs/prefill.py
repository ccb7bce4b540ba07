"""What a form begins with: an object, a place, the weather, the hour, an earlier run, the example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, hypot, radians
from typing import Any

import shapely
from django.http import QueryDict
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.decision.runs import form, queries, rules
from ancheng.kernel.language import named
from ancheng.monitoring.public import nearest_measured
from ancheng.science.model import Model
from ancheng.supervision.public import Standing, asset_places, objects_of

NEAREST_SHELTERS = 6
METRES_PER_DEGREE = 111_195.0


@dataclass(slots=True)
class Start:
    """Inputs to begin with, the objects they came from, and in words where each came from."""

    values: dict[str, Any] = field(default_factory=dict)
    subjects: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None


def start(name: str, model: Model, asked: QueryDict, asker: Asker, at: datetime) -> Start:
    """Everything that the address asks to take over; a later one goes before an earlier one."""
    found = Start()
    keys = {each.key for each in model.inputs}
    if asked.get("sample"):
        found.values = form.sample(model)
        found.told.append(
            named(("输入取自公布算例：", "Inputs of the published case: ")) + model.cases[0].source
        )
    if run_id := key(asked.get("run", "")):
        run = queries.one(asker, run_id)
        found.values = dict(run.inputs) if run.model == name else {}
        found.subjects = list(run.subjects)
        found.told.append(named(("输入取自测算", "Inputs of run")) + f" №{run.pk}")
        if run.geometry:
            found.place = (run.geometry.x, run.geometry.y)
    _place(found, asked, asker)
    if found.place and "lon" in keys and "lat" in keys:
        found.values |= {"lon": round(found.place[0], 6), "lat": round(found.place[1], 6)}
    if "hour" in keys and "hour" not in found.values:
        found.values["hour"] = timezone.localtime(at).hour
    if "wind_m_s" in keys and found.place:
        _weather(found, asker, at)
    if name == "area_evacuation" and (source := key(asked.get("evacuate", ""))):
        _evacuation(found, queries.one(asker, source), asker)
    return found


def _place(found: Start, asked: QueryDict, asker: Asker) -> None:
    if asset_id := key(asked.get("asset", "")):
        for each in asset_places(asker, ids=[asset_id]):
            stated = {"kind": each.kind, "code": each.code, "name": each.name, "wkt": each.wkt}
            found.subjects.append(
                {
                    "kind": each.kind,
                    "id": each.id,
                    "name": each.name,
                    "url": each.url,
                    "checksum": rules.checksum(stated),
                }
            )
            found.told.append(named(("地点取自对象“%s”", "Place of the object “%s”")) % each.name)
            if each.wkt:
                point = shapely.from_wkt(each.wkt)
                found.place = (point.x, point.y)
    if text := asked.get("at", ""):
        found.place = place_of(text)


def place_of(text: str) -> tuple[float, float]:
    """Longitude and latitude (WGS 84) as they stand in an address; anything else is refused."""
    parts = text.split(",")
    try:
        lon, lat = (float(each) for each in parts)
    except ValueError:
        raise Refusal("地点应写作“经度,纬度”，例如 116.45,39.92。") from None
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        raise Refusal("地点的经度应在 -180 至 180 之间，纬度应在 -85 至 85 之间。")
    return lon, lat


def _weather(found: Start, asker: Asker, at: datetime) -> None:
    if found.place is None or "wind_m_s" in found.values:
        return
    wind = nearest_measured(asker, "wind_speed", *found.place, at)
    if wind is None:
        found.told.append(
            named(
                (
                    "附近没有近一小时的风速读数，请按现场情况填写。",
                    "No wind reading of the last hour nearby: fill in what is seen on site.",
                )
            )
        )
        return
    # Under half a metre a second no model of a plume holds.
    found.values["wind_m_s"] = round(max(wind.value, 0.5), 1)
    found.subjects.append(
        {
            "kind": "sensor",
            "id": wind.sensor_id,
            "name": wind.name,
            "checksum": rules.checksum([wind.value, wind.at.isoformat()]),
        }
    )
    said = f"{wind.value:g} {wind.unit}，{wind.name}，{timezone.localtime(wind.at):%H:%M}，{wind.metres / 1000:.1f} km"
    found.told.append(named(("风速取自监测：", "Wind as measured: ")) + said)


def _evacuation(found: Start, run: Any, asker: Asker) -> None:
    """People of the areas of a run as origins, the nearest shelters outside as where they go."""
    from ancheng.decision.runs.surroundings import areas

    named_areas = areas(run.result or {})
    if not named_areas:
        return
    whole = shapely.union_all([shape for _, shape in named_areas])
    spot = whole.representative_point()
    people = run.around.get("people") or 0
    found.values["origins"] = [
        {
            "lon": round(spot.x, 6),
            "lat": round(spot.y, 6),
            "name": named(("影响范围", "Affected area")),
            "people": max(people, 1),
        }
    ]
    shelters = [
        (_metres(spot, each), each)
        for each in objects_of("shelter", asker)
        if each.point and not whole.intersects(shapely.Point(each.point))
    ]
    shelters.sort(key=lambda each: each[0])
    found.values["shelters"] = [
        {
            "lon": round(each.point[0], 6),
            "lat": round(each.point[1], 6),
            "name": each.name,
            "capacity": _room(each),
        }
        for _, each in shelters[:NEAREST_SHELTERS]
        if each.point
    ]
    found.subjects += [
        {
            "kind": "shelter",
            "id": each.id,
            "name": each.name,
            "url": each.url,
            "checksum": rules.checksum([each.version, each.attributes]),
        }
        for _, each in shelters[:NEAREST_SHELTERS]
    ]
    found.place = (spot.x, spot.y)
    found.values.setdefault("net", "synthetic")
    found.told.append(
        named(
            (
                "待疏散人数取自测算 №%s 的影响范围，避难场所取自对象档案中最近的 %s 处；没有登记容量的按 1000 人计，请核对。",
                "People of the areas of run №%s; the %s nearest shelters of the register; 1,000 where no capacity is registered.",
            )
        )
        % (run.pk, len(found.values["shelters"]))
    )


def _metres(spot: Any, each: Standing) -> float:
    lon, lat = each.point or (0.0, 0.0)
    return METRES_PER_DEGREE * hypot((lon - spot.x) * cos(radians(spot.y)), lat - spot.y)


def _room(each: Standing) -> float:
    stated: Mapping[str, Any] = each.attributes
    value = stated.get("capacity")
    return float(value) if isinstance(value, int | float) and value > 0 else 1000.0
