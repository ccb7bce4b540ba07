"""Roads from files: OpenStreetMap (PBF, XML), GeoJSON and Shapefile become ways on WGS 84, or a sentence says why not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ancheng.base.errors import Refusal, TooLarge
from ancheng.science.geometry import frame_name, to_wgs84
from ancheng.science.roads.graph import BadRoads, RoadClass, Way

# A city of twenty million is about 200 MB of PBF; what is larger is to be cut out first.
LARGEST_BYTES = 400_000_000
E, A, S, L, Y, F = RoadClass
# OSM `highway`, Geofabrik `fclass` and the names of GB/T 51328-2018; what is not listed is no road.
CLASSES: dict[str, RoadClass] = {
    **dict.fromkeys(
        ("motorway", "motorway_link", "trunk", "trunk_link", "expressway", "快速路", "高速公路"), E
    ),
    **dict.fromkeys(("primary", "primary_link", "arterial", "主干路", "主干道"), A),
    **dict.fromkeys(("secondary", "secondary_link", "次干路", "次干道"), S),
    **dict.fromkeys(("tertiary", "tertiary_link", "unclassified", "residential", "local", "支路"), L),
    **dict.fromkeys(("living_street", "service", "track", "alley", "巷", "胡同", "街坊路"), Y),
    **dict.fromkeys(("footway", "path", "pedestrian", "steps", "cycleway", "步行路", "人行道"), F),
}
CLASS_KEYS = ("road_class", "highway", "fclass", "class", "道路等级")
FORWARD = frozenset({"yes", "true", "1", "f", "ft", "单行", "是"})
BACKWARD = frozenset({"-1", "reverse", "t", "tf"})
OSM, JSON, SHAPES = (".pbf", ".osm"), (".geojson", ".json"), (".shp",)


def read(path: Path, crs: str = "") -> list[Way]:
    """The ways of a road file; `crs` says in which frame it is where the file does not."""
    if not path.is_file():
        raise BadRoads(f"没有找到文件“{path.name}”，请核对路径。")
    if path.stat().st_size > LARGEST_BYTES:
        raise TooLarge("路网文件超过 400 MB，请先裁剪到本区范围再导入。")
    kind = path.suffix.lower()
    if kind in OSM:
        found = list(_osm(path))
    elif kind in JSON:
        found = list(_geojson(path, crs))
    elif kind in SHAPES:
        found = list(_shapes(path, crs))
    else:
        raise BadRoads(
            "不认识的路网格式，可用 OSM（.osm.pbf、.osm）、GeoJSON（.geojson）或 Shapefile（.shp）。"
        )
    if not found:
        raise BadRoads(f"“{path.name}”中没有可用的道路：请核对道路等级字段（如 highway、fclass、道路等级）。")
    return found


def _osm(path: Path) -> Iterator[Way]:
    # Read only where a file of that kind is imported: the package is large and its licence is BSD-2.
    import osmium

    try:
        # Its stubs name what may come before the filter; after it every row is a way or is passed over.
        rows: Any = (
            osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        )
        for each in rows:
            if not each.is_way():
                continue
            tags = {
                key: each.tags.get(key)
                for key in ("highway", "oneway", "lanes", "junction", "area", "access")
            }
            if tags["area"] == "yes" or tags["access"] == "private":
                continue
            points = [(node.lon, node.lat) for node in each.nodes if node.location.valid()]
            yield from _way(points, tags)
    except RuntimeError as fault:
        raise BadRoads(f"“{path.name}”不是完整的 OSM 文件，请重新下载后再导入。") from fault


def _geojson(path: Path, crs: str) -> Iterator[Way]:
    try:
        told = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, UnicodeDecodeError, RecursionError) as fault:
        raise BadRoads(f"“{path.name}”不是有效的 GeoJSON，请核对文件是否完整。") from fault
    rows = told.get("features") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise BadRoads(f"“{path.name}”不是 GeoJSON 要素集合（FeatureCollection）。")
    named = told.get("crs", {}) if isinstance(told.get("crs"), dict) else {}
    properties = named.get("properties")
    frame = crs or str(properties.get("name", "") if isinstance(properties, dict) else "")
    for number, each in enumerate(rows, 1):
        shape = each.get("geometry") if isinstance(each, dict) else None
        if not isinstance(shape, dict):
            continue
        sort, drawn, tags = shape.get("type"), shape.get("coordinates"), each.get("properties")
        if sort not in ("LineString", "MultiLineString"):
            continue
        for points in [drawn] if sort == "LineString" else drawn or ():
            yield from _way(_points(points, number, frame), tags if isinstance(tags, dict) else {})


def _shapes(path: Path, crs: str) -> Iterator[Way]:
    import shapefile

    if not crs and not path.with_suffix(".prj").is_file():
        raise BadRoads(
            "Shapefile 缺少坐标系文件（.prj），请补上，或用 --crs 指明坐标系（如 CGCS2000、GCJ-02）。"
        )
    frame = crs or path.with_suffix(".prj").read_text("utf-8", errors="replace")
    try:
        reader: Any = shapefile.Reader  # its stubs leave the rows untyped
        with reader(str(path), encoding="utf-8", encodingErrors="replace") as rows:
            for number, each in enumerate(rows.iterShapeRecords(), 1):
                ends = [*list(each.shape.parts)[1:], len(each.shape.points)]
                for start, end in zip(each.shape.parts, ends, strict=True):
                    points = _points(each.shape.points[start:end], number, frame)
                    yield from _way(points, each.record.as_dict())
    except Refusal:
        raise
    except Exception as fault:
        raise BadRoads(f"“{path.name}”不是完整的 Shapefile，请连同 .dbf、.shx 一起核对。") from fault


def _points(rows: object, number: int, crs: str) -> list[tuple[float, float]]:
    try:
        found = np.array([[float(each[0]), float(each[1])] for each in rows])  # type: ignore[attr-defined]
    except (TypeError, ValueError, IndexError, KeyError) as fault:
        raise BadRoads(f"第 {number} 条道路的坐标不成对，请核对。") from fault
    if not len(found):
        return []
    if crs and frame_name(crs) != "WGS84":
        x, y = to_wgs84(found[:, 0], found[:, 1], crs)
        found = np.column_stack((x, y))
    if not np.isfinite(found).all() or (np.abs(found[:, 0]) > 180).any() or (np.abs(found[:, 1]) > 90).any():
        raise BadRoads(f"第 {number} 条道路的坐标超出经纬度范围，请用 --crs 指明坐标系。")
    return [(float(x), float(y)) for x, y in found]


def _way(points: Sequence[tuple[float, float]], tags: Mapping[str, Any]) -> Iterator[Way]:
    """The way with its class, lanes and direction; nothing where it is no road or has no length."""
    lower = {str(key).lower(): value for key, value in tags.items()}
    name = next((str(lower[key]).strip().lower() for key in CLASS_KEYS if lower.get(key)), "")
    road_class = CLASSES.get(name)
    if road_class is None or len(set(points)) < 2:
        return
    said = str(lower.get("oneway") or "").strip().lower()
    backward = said in BACKWARD
    round_ = lower.get("junction") == "roundabout" or name in ("motorway", "高速公路")
    one_way = said in FORWARD or backward or (not said and round_)
    yield Way(points[::-1] if backward else points, road_class, _lanes(lower.get("lanes"), one_way), one_way)


def _lanes(told: Any, one_way: bool) -> int:
    """Lanes in one direction; OSM counts both directions together."""
    text = str(told or "").split(";")[0].strip()
    if not text.isdecimal():
        return 1
    return max(1, min(int(text) if one_way else int(text) // 2, 12))
