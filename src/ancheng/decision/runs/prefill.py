"""What a form begins with: an object, a place, the weather, the hour, an earlier run, the example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from django.http import QueryDict
from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.decision.runs import form, onward, queries, rules
from ancheng.decision.runs.surroundings import people_inside
from ancheng.kernel.language import named
from ancheng.monitoring.public import nearest_measured
from ancheng.science.model import Input, Model
from ancheng.supervision.public import asset_places, object_of, object_wkt


@dataclass(slots=True)
class Start:
    """Inputs to begin with, the objects they came from, and in words where each came from."""

    values: dict[str, Any] = field(default_factory=dict)
    subjects: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None
    # The shape of the object that the run is about (WGS 84), for the map of the form.
    shape: dict[str, Any] | None = None


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
    if source := key(asked.get("onward", "")):
        _carry(found, onward.carried(queries.one(asker, source), name, asker))
    _place(found, asked, asker)
    if asset_id := key(asked.get("asset", "")):
        _of_object(found, name, asset_id, asker)
    if found.place and "lon" in keys and "lat" in keys:
        found.values |= {"lon": round(found.place[0], 6), "lat": round(found.place[1], 6)}
    _rows(found, model, asked, asker)
    if "hour" in keys and "hour" not in found.values:
        found.values["hour"] = timezone.localtime(at).hour
    if "wind_m_s" in keys and found.place:
        _weather(found, asker, at)
    return found


def _carry(found: Start, over: onward.Carried) -> None:
    found.values |= over.values
    found.subjects += over.subjects
    found.told += over.told
    found.place = over.place or found.place


def _rows(found: Start, model: Model, asked: QueryDict, asker: Asker) -> None:
    """The place, or who is inside the area of the object, as the first rows of what must be filled."""
    if found.place is None or not (asked.get("asset") or asked.get("at")):
        return
    lists = [each for each in model.inputs if each.required and each.default is None]
    first = next((each for each in lists if form.place_columns(each)), None)
    if first is None or found.values.get(first.key):
        return
    heads = next((each for each in form.HEADS if each in {row.key for row in first.rows}), "")
    if heads and found.shape and found.shape["type"] in ("Polygon", "MultiPolygon"):
        inside = people_inside(asker, shapely.geometry.shape(found.shape))
        found.values[first.key] = [_row(first, each, heads) for each in inside.places]
        if inside.places:
            found.told.append(
                named(
                    (
                        "人口取自对象范围内登记的 %s 处场所；没有登记人数的 %s 处留空，请填写。",
                        "People of the %s registered places inside the object; %s without a figure are left empty.",
                    )
                )
                % (len(inside.places), inside.uncounted)
            )
            return
    named_row = {"lon": found.place[0], "lat": found.place[1], "name": _name(found)}
    found.values[first.key] = [_row(first, named_row, "")]


def _name(found: Start) -> str:
    return str(found.subjects[-1]["name"]) if found.subjects else ""


def _row(declared: Input, place: Mapping[str, Any], heads: str) -> dict[str, Any]:
    """A row of a list from a place with its name and its people; what is not known is left out."""
    keys = {each.key for each in declared.rows}
    east, north = form.place_columns(declared) or ("lon", "lat")
    row = {east: round(place["lon"], 6), north: round(place["lat"], 6)}
    if "name" in keys and place.get("name"):
        row["name"] = place["name"]
    if heads and place.get("people") is not None:
        row[heads] = place["people"]
    return row


def _of_object(found: Start, name: str, asset_id: int, asker: Asker) -> None:
    """What the file of the object already says of the inputs."""
    standing = object_of(asker, asset_id)
    if standing is None or name != "slope_stability" or found.values.get("ground"):
        return
    if ground := onward.section_of_fill(standing.attributes):
        found.values["ground"] = ground
        found.told.append(
            named(
                (
                    "剖面按登记的堆积高度和坡角绘成，请以实测剖面核对，并填写土层参数。",
                    "Section drawn from the registered height and slope: check it against the survey and fill in the soils.",
                )
            )
        )


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
                found.shape = shapely.geometry.mapping(shapely.from_wkt(object_wkt(asker, asset_id)))
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


MOST_CORNERS = 500


def drawn_area(text: str) -> shapely.Geometry:
    """An area as it was drawn (GeoJSON polygon on WGS 84); what is none is refused."""
    try:
        area = shapely.from_geojson(text)
    except shapely.errors.ShapelyError:
        area = None
    if not isinstance(area, shapely.Polygon) or area.is_empty or len(area.exterior.coords) > MOST_CORNERS:
        raise Refusal("绘制的范围无法识别，请重新依次点击至少三个点。")
    west, south, east, north = area.bounds
    if not (west >= -180 and east <= 180 and south >= -85 and north <= 85):
        raise Refusal("绘制的范围超出经纬度范围，请重新绘制。")
    return shapely.make_valid(area)


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
