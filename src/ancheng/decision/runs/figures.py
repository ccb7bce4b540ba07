"""A result as the page shows it: figures with words and units, tables, layers of the map with colour and legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ancheng.decision.runs import rules
from ancheng.decision.runs.surroundings import area_name
from ancheng.decision.runs.words import FIGURES, choice_word, figure_word, unit_of
from ancheng.kernel.language import named

# What the page shows in its own way, or not at all.
APART = frozenset({"map", "frames", "density", "plan", "cautions", "unverified", "sensitivity", "ensemble", "slip", "circle", "spread", "assigned", "profile_mm", "pressure_after_kpa", "before_pressure_m", "before_flow_m3_s", "equity"})  # fmt: skip
MOST_ROWS, MOST_COLUMNS, FOLDED_ABOVE = 40, 9, 15
# What a row is stands before what is said of it; the database does not keep the order of keys.
COLUMNS_FIRST = (
    "name",
    "degree",
    "effect",
    "minutes",
    "minute",
    "depth_m",
    "value",
    "unit",
    "reach_m",
    "people",
)
# Worst inside: from dark to light, apart in brightness so that they are told apart without colour too.
SHADES = ("#7a0c1e", "#b3261e", "#d9622b", "#e89c3f", "#f0c75e", "#c9d36a", "#8fbf8a", "#6aa5c9")


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    label: str
    text: str
    unit: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    heads: list[tuple[str, str]]
    rows: list[list[str]]
    left_off: int = 0

    @property
    def long(self) -> bool:
        """Whether it is folded, so that what follows is in sight."""
        return len(self.rows) > FOLDED_ABOVE


@dataclass(frozen=True, slots=True)
class Legend:
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Shown:
    figures: list[Figure]
    tables: list[Table]
    layers: dict[str, Any] | None
    legend: list[Legend] = field(default_factory=list)
    bounds: str = ""


def number(value: float) -> str:
    """Four significant figures without a power of ten where people read it."""
    if not isfinite(value):
        return "—"
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}"
    size = abs(value)
    if size >= 1e9 or size < 1e-3:
        return f"{value:.3g}"
    digits = max(0, 3 - len(str(int(size)))) if size >= 1 else 4
    return f"{value:,.{digits}f}" if size >= 1 else f"{value:.3g}"


def told(value: Any) -> str:
    """A value in words."""
    match value:
        case None:
            return named(("未知", "unknown"))
        case bool():
            return named(("是", "Yes")) if value else named(("否", "No"))
        case int() | float():
            return number(value)
        case str():
            return choice_word(value)
        case list():
            return (
                "、".join(told(each) for each in value[:6])
                if all(not isinstance(each, dict | list) for each in value)
                else str(len(value))
            )
        case dict():
            return "；".join(f"{figure_word(key)} {told(each)}" for key, each in list(value.items())[:5])
        case _:
            return str(value)


def shown(model: str, result: Mapping[str, Any], inputs: Mapping[str, Any] | None = None) -> Shown:
    """Everything that a page shows of a result, with the places that were given on its map."""
    layers = map_layers(result)
    if layers is not None:
        layers["features"] += given_places(inputs or {})
    return Shown(
        figures(model, result),
        tables(result),
        layers,
        _legend(layers),
        _bounds(layers),
    )


def headline(model: str, result: Mapping[str, Any] | None) -> str:
    """The figure that stands first, in words with its unit; '' where there is none."""
    first = rules.headline(model, result) if result else None
    return f"{figure_word(first[0])} {number(first[1])} {unit_of(first[0])}".strip() if first else ""


def figures(model: str, result: Mapping[str, Any]) -> list[Figure]:
    """The single figures, the one asked for first ahead of all."""
    first = rules.headline(model, result)
    key_first = first[0] if first else ""
    found = [
        Figure(
            key,
            figure_word(key),
            told(value),
            unit_of(key) if isinstance(value, int | float) and not isinstance(value, bool) else "",
            key == key_first,
        )
        for key, value in result.items()
        if key not in APART and not isinstance(value, dict | list)
    ]
    order = {key: place for place, key in enumerate(FIGURES)}
    return sorted(found, key=lambda each: (not each.first, order.get(each.key, len(order)), each.key))


def tables(result: Mapping[str, Any]) -> list[Table]:
    """Every list of rows, and every group of figures, as a table."""
    found = []
    for key, value in result.items():
        if key in APART or not value:
            continue
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            found.append(_table(key, value))
        elif isinstance(value, dict):
            rows = [
                [figure_word(name), told(each), unit_of(name)]
                for name, each in value.items()
                if not isinstance(each, dict | list)
            ]
            if rows:
                found.append(
                    Table(
                        figure_word(key),
                        [
                            (named(("项目", "Item")), ""),
                            (named(("数值", "Value")), ""),
                            (named(("单位", "Unit")), ""),
                        ],
                        rows,
                    )
                )
    levels = (result.get("ensemble") or {}).get("levels")
    if levels:
        found.append(_table("ensemble", levels))
    return found


ENSEMBLE = ("集合计算：超过关注浓度的面积（按概率）", "Ensemble: areas by probability")


def _table(key: str, rows: list[dict[str, Any]]) -> Table:
    order = {name: place for place, name in enumerate(COLUMNS_FIRST)}
    present = dict.fromkeys(name for row in rows[:MOST_ROWS] for name in row)
    columns = sorted(present, key=lambda name: order.get(name, len(order)))[:MOST_COLUMNS]
    heads = [(figure_word(name), unit_of(name)) for name in columns]
    body = [[told(row.get(name)) if name in row else "" for name in columns] for row in rows[:MOST_ROWS]]
    return Table(
        named(ENSEMBLE) if key == "ensemble" else figure_word(key), heads, body, max(0, len(rows) - MOST_ROWS)
    )


def map_layers(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """The features of a result on WGS 84 with their colour; None where there is nothing to draw, or no place for it."""
    drawn = result.get("map") or {}
    features = list(drawn.get("features") or ()) + _points(result)
    if not features or drawn.get("frame", "WGS84") != "WGS84":
        return None
    names = list(
        dict.fromkeys(area_name(each.get("properties") or {}) for each in features if _is_area(each))
    )
    order = {name: _shade(place, len(names)) for place, name in enumerate(_ranked(names, features))}
    made = []
    for feature in sorted(features, key=lambda each: -_extent(each)):
        if not _finite(feature.get("geometry", {}).get("coordinates")):
            continue
        says = dict(feature.get("properties") or {})
        name = area_name(says)
        colour = order.get(name, "#1f4e8c")
        made.append({**feature, "properties": {**says, "label": name, "fill": colour, "line": colour}})
    return {"type": "FeatureCollection", "features": made}


def _points(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows that have a place: shelters' bottlenecks, uncovered people, chosen sites."""
    found = []
    for key in ("bottlenecks", "uncovered", "sites"):
        for row in result.get(key) or ():
            lon, lat = row.get("lon", row.get("longitude")), row.get("lat", row.get("latitude"))
            if isinstance(lon, int | float) and isinstance(lat, int | float):
                name = f"{figure_word(key)} {row.get('name', '')}".strip()
                found.append(
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [lon, lat]},
                        "properties": {"name": name},
                    }
                )
    return found


# Places among the inputs that belong on the map of the result.
GIVEN = ("origins", "shelters", "stations", "existing")


def given_places(inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The named places of the inputs as points with their names."""
    found = []
    for key in GIVEN:
        rows = inputs.get(key)
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, Mapping):
                continue
            lon, lat = row.get("lon", row.get("longitude")), row.get("lat", row.get("latitude"))
            if isinstance(lon, int | float) and isinstance(lat, int | float):
                said = str(row.get("name") or figure_word(key))
                found.append(
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [lon, lat]},
                        "properties": {"label": said, "said": said},
                    }
                )
    return found


def water_layers(spread: Any) -> list[dict[str, Any]] | None:
    """The moments of a flood with the colours of its map: a depth has one colour all the time."""
    if not spread:
        return None
    depths = sorted({each["properties"]["depth_m"] for step in spread for each in step["features"]})
    names = [area_name({"depth_m": depth}) for depth in reversed(depths)]
    shade = {name: _shade(place, len(names)) for place, name in enumerate(names)}
    made = []
    for step in spread:
        features = []
        for each in step["features"]:
            name = area_name(each["properties"])
            says = {"label": name, "fill": shade[name], "line": shade[name]}
            features.append({**each, "properties": {**each["properties"], **says}})
        made.append({"minutes": step["minutes"], "features": features})
    return made


def _is_area(feature: Mapping[str, Any]) -> bool:
    return (feature.get("geometry") or {}).get("type") in ("Polygon", "MultiPolygon")


def _ranked(names: list[str], features: list[dict[str, Any]]) -> list[str]:
    """Names of areas, the smallest (worst) first."""
    size: dict[str, float] = dict.fromkeys(names, 0.0)
    for each in features:
        name = area_name(each.get("properties") or {})
        if name in size:
            size[name] = max(size[name], _extent(each))
    return sorted(names, key=lambda name: size[name])


def _shade(place: int, many: int) -> str:
    return SHADES[round(place * (len(SHADES) - 1) / max(many - 1, 1))] if many > 1 else SHADES[1]


def _flat(coordinates: Any) -> list[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        return [(float(coordinates[0]), float(coordinates[1]))]
    return [point for part in coordinates or () for point in _flat(part)]


def _finite(coordinates: Any) -> bool:
    points = _flat(coordinates)
    return bool(points) and all(
        isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90 for x, y in points
    )


def _extent(feature: Mapping[str, Any]) -> float:
    points = _flat((feature.get("geometry") or {}).get("coordinates"))
    if not points:
        return 0.0
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _legend(layers: Mapping[str, Any] | None) -> list[Legend]:
    found: dict[str, str] = {}
    for each in reversed(layers["features"] if layers else []):
        if _is_area(each):
            found.setdefault(each["properties"]["label"], each["properties"]["fill"])
    return [Legend(name, colour) for name, colour in found.items()]


def _bounds(layers: Mapping[str, Any] | None) -> str:
    points = [
        point
        for each in (layers["features"] if layers else [])
        for point in _flat(each["geometry"]["coordinates"])
    ]
    if not points:
        return ""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    pad = 0.002 if max(xs) - min(xs) < 0.002 else 0.0
    return ",".join(f"{each:.6f}" for each in (min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad))
