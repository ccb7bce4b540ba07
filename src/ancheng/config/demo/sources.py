"""Reading the files under data/chaoyang."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from ancheng.config.environment import root


def folder() -> Path:
    return root() / "data" / "chaoyang"


@dataclass(frozen=True, slots=True)
class UnitRow:
    short_name: str
    name: str
    name_en: str
    kind: str
    parent: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    code: str
    name: str
    area: MultiPolygon


def units() -> list[UnitRow]:
    with (folder() / "units.csv").open(encoding="utf-8") as file:
        return [
            UnitRow(
                row["short_name"],
                row["name"],
                row["name_en"],
                row["kind"],
                row["parent"],
                tuple(each for each in row["aliases"].split("；") if each),
            )
            for row in csv.DictReader(file)
        ]


def communities() -> dict[str, list[tuple[str, str]]]:
    """Communities as (code, name), by the code of their subdistrict."""
    found: dict[str, list[tuple[str, str]]] = {}
    with (folder() / "communities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["subdistrict_code"], []).append((row["code"], row["name"]))
    return found


def subdistricts() -> list[AreaRow]:
    features = json.loads((folder() / "subdistricts_schematic.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    return [
        AreaRow(each["properties"]["code"], each["properties"]["name"], _multi(shape(each["geometry"])))
        for each in features
    ]


def outline() -> MultiPolygon:
    features = json.loads((folder() / "outline.geojson").read_text(encoding="utf-8"))["features"]
    return _multi(shape(features[0]["geometry"]))


def _multi(area: BaseGeometry) -> MultiPolygon:
    return area if isinstance(area, MultiPolygon) else MultiPolygon([area])
