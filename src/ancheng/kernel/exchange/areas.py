"""Areas from a GeoJSON file or a zipped Shapefile, as features with properties; nothing is stored here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from ancheng.base.errors import Unreadable
from ancheng.kernel.exchange.tables import Limits
from ancheng.kernel.exchange.tables.archive import check_archive
from ancheng.science.geometry import OutOfFrame, frame_name, to_wgs84

MOST_FEATURES = 20_000
MOST_PROPERTIES = 200


class BadAreas(Unreadable):
    """A file that holds no areas that could be read."""


@dataclass(frozen=True, slots=True)
class Area:
    """One feature: its properties as text, and its area in WGS 84; `fault` tells why there is none."""

    number: int
    properties: Mapping[str, str]
    area: MultiPolygon | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Areas:
    """The features of a file, the names of their properties, and the frame that the file itself states."""

    fields: tuple[str, ...]
    features: tuple[Area, ...]
    crs: str


def read_areas(path: Path, *, crs: str = "") -> Areas:
    """The areas in `path`; `crs` is the frame chosen by the person, else what the file states, else WGS 84."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    stated, rows = _shapefile(path) if zipped else _geojson(path)
    frame = frame_name(crs or stated or "WGS84")
    features: list[Area] = []
    fields: dict[str, None] = {}
    for number, (properties, geometry) in enumerate(rows, start=1):
        if number > MOST_FEATURES:
            raise BadAreas(f"文件中的图形超过 {MOST_FEATURES} 个，请拆分后分次导入。")
        told = {str(key): _plain(value) for key, value in list(properties.items())[:MOST_PROPERTIES]}
        fields |= dict.fromkeys(told)
        area, fault = _area(geometry, frame)
        features.append(Area(number, told, area, fault))
    if not features:
        raise BadAreas("文件中没有图形，请确认导出的是面图层后重新上传。")
    return Areas(tuple(fields), tuple(features), frame)


def _geojson(path: Path) -> tuple[str, Iterable[tuple[Mapping[str, Any], Any]]]:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise BadAreas(
            "文件不是 GeoJSON，也不是压缩的 Shapefile。请上传 .geojson 文件，或将 .shp、.shx、.dbf、.prj 打成一个 .zip。"
        ) from fault
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        raise BadAreas("GeoJSON 的最外层应为 FeatureCollection，请重新导出。")
    features = content.get("features") if content["type"] == "FeatureCollection" else [content]
    if not isinstance(features, list):
        raise BadAreas("GeoJSON 中没有 features 列表，请重新导出。")
    crs = content.get("crs")
    stated = ""
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        stated = str(crs["properties"].get("name") or "")
    rows = [
        (each.get("properties") or {}, each.get("geometry")) for each in features if isinstance(each, dict)
    ]
    return stated, [(found if isinstance(found, dict) else {}, geometry) for found, geometry in rows]


def _shapefile(path: Path) -> tuple[str, Iterable[tuple[Mapping[str, Any], Any]]]:
    limits = Limits(unpacked_bytes=300 * 1024 * 1024)
    names = [each.filename for each in check_archive(path, limits)]
    layers = [name for name in names if name.lower().endswith(".shp") and "__MACOSX" not in name]
    if len(layers) != 1:
        raise BadAreas(
            f"压缩包中应有且只有一个 .shp 图层，现有 {len(layers)} 个，请整理后重新打包（.shp、.shx、.dbf、.prj）。"
        )
    stem = layers[0][:-4]
    parts = {name.lower(): name for name in names}
    with zipfile.ZipFile(path) as archive:

        def part(extension: str) -> bytes:
            name = parts.get(f"{stem}.{extension}".lower())
            return archive.read(name) if name else b""

        shp, dbf, prj, cpg = part("shp"), part("dbf"), part("prj"), part("cpg")
    if not dbf:
        raise BadAreas("压缩包中缺少 .dbf 属性表，无法知道各图形的名称，请一并打包。")
    return prj.decode("utf-8", "replace").strip(), list(_records(shp, dbf, cpg))


def _records(shp: bytes, dbf: bytes, cpg: bytes) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Properties and geometry of each record; text is read byte for byte and decoded as a whole afterwards."""
    found: list[tuple[dict[str, Any], Any]] = []
    try:
        with shapefile.Reader(shp=io.BytesIO(shp), dbf=io.BytesIO(dbf), encoding="latin-1") as reader:
            for each in islice(reader.iterShapeRecords(), MOST_FEATURES + 1):
                geometry = None
                with suppress(shapefile.ShapefileException, ValueError, IndexError):
                    geometry = each.shape.__geo_interface__
                found.append((each.record.as_dict(), geometry))
    except Exception as fault:
        raise BadAreas("Shapefile 已损坏，无法读取，请重新导出后上传。") from fault
    encoding = _encoding(found, cpg)
    for properties, geometry in found:
        yield (
            {_decoded(key, encoding): _decoded(value, encoding) for key, value in properties.items()},
            geometry,
        )


def _encoding(rows: list[tuple[dict[str, Any], Any]], cpg: bytes) -> str:
    """What the .cpg file states, when the text bears it out; else UTF-8 or GB 18030, whichever makes sense."""
    stated = cpg.decode("ascii", "ignore").strip().lower()
    known = {"65001": "utf-8", "936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}.get(stated, stated)
    texts = {each for row, _ in rows for pair in row.items() for each in pair if isinstance(each, str)}
    for encoding in (known, "utf-8", "gb18030"):
        with suppress(UnicodeDecodeError, LookupError):
            for text in texts:
                _decoded(text, encoding)
            return encoding
    raise BadAreas("Shapefile 属性表的文字编码无法识别，请以 UTF-8 或 GBK 重新导出。")


def _decoded(value: Any, encoding: str) -> Any:
    return value.encode("latin-1").decode(encoding) if isinstance(value, str) else value


def _area(given: Any, frame: str) -> tuple[MultiPolygon | None, str]:
    if not given:
        return None, "没有图形。"
    try:
        found = shapely.force_2d(shape(given))
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None, "图形无法识别。"
    if found.geom_type not in ("Polygon", "MultiPolygon"):
        return None, f"应为面，现为 {found.geom_type}。"
    try:
        moved = shapely.transform(found, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], frame)))
    except OutOfFrame as fault:
        return None, str(fault)
    if found.is_empty or not np.isfinite(shapely.get_coordinates(moved)).all():
        return None, "图形为空或含有无效坐标。"
    sound = _areas_only(moved if moved.is_valid else shapely.make_valid(moved))
    if sound is None:
        return None, "图形没有面积。"
    west, south, east, north = sound.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None, "坐标超出经纬度范围，请核对坐标系。"
    return sound, ""


def _areas_only(found: BaseGeometry) -> MultiPolygon | None:
    parts = [
        each
        for each in shapely.get_parts(shapely.get_parts(found)).tolist()
        if isinstance(each, Polygon) and each.area > 0
    ]
    return MultiPolygon(parts) if parts else None


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\x00", "").strip()[:200]
