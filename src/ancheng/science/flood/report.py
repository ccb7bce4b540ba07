"""What a flood means: zones by depth, objects that stand in water, roads that are cut, the account of the water."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ancheng.science.flood.run import WET_M, Flooded
from ancheng.science.flood.terrain import Terrain
from ancheng.science.model import BadInput
from ancheng.science.rings import on_earth
from ancheng.science.roads.nets import net
from ancheng.science.roads.reach import area_of
from ancheng.science.shapes import line, polygons

# 平台缺省分级；机动车涉水 0.3 m、行人 0.5 m 为常用经验值，未核对。
CLASSES_M = (0.15, 0.3, 0.5, 1.0)
MOST_SHAPES, MOST_LINES = 1500, 300
# Of each moment a coarser picture: so many blocks a side, so many patches.
MOST_BLOCKS, MOST_PATCHES = 48, 120


def totals(terrain: Terrain, done: Flooded) -> dict[str, Any]:
    """Depth, area and volumes."""
    balance, area = done.wave.balance, terrain.cell_m**2
    wet = done.deepest_m >= CLASSES_M[0]
    return {
        "deepest_m": float(done.deepest_m.max()),
        "flooded_m2": float(wet.sum()) * area,
        "stored_m3": done.wave.volume_m3,
        "rain_m3": balance.rain,
        "inflow_m3": balance.inflow,
        "soaked_m3": balance.soaked,
        "left_m3": balance.left,
        "sewer_overflow_m3": done.overflow_m3,
        "sewer_took_m3": done.taken_in_m3,
        "mass_error": balance.error(done.wave.volume_m3),
        "steps": done.steps,
    }


def zones(terrain: Terrain, done: Flooded) -> list[dict[str, Any]]:
    """Area and first arrival of each class of depth."""
    rows = []
    for depth in CLASSES_M:
        cells = done.deepest_m >= depth
        when = done.arrival_min[cells]
        rows.append(
            {
                "depth_m": depth,
                "area_m2": float(cells.sum()) * terrain.cell_m**2,
                "first_arrival_min": float(np.nanmin(when))
                if cells.any() and np.isfinite(when).any()
                else None,
            }
        )
    return rows


def object_in(terrain: Terrain, done: Flooded, row: dict[str, Any]) -> dict[str, Any]:
    """How deep and when at one object; one off the terrain is said to be outside."""
    cell = terrain.cell_of(row["x"], row["y"])
    if cell is None:
        return {"name": row["name"], "inside": False, "depth_m": None, "arrival_min": None, "wet": None}
    arrival = float(done.arrival_min[cell])
    return {
        "name": row["name"],
        "inside": True,
        "depth_m": float(done.deepest_m[cell]),
        "arrival_min": arrival if np.isfinite(arrival) else None,
        "wet": bool(done.deepest_m[cell] >= WET_M),
    }


def roads_cut(
    values: dict[str, Any], terrain: Terrain, done: Flooded
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Stretches of the named road net that stand deeper than vehicles pass; None without a net."""
    if not values["net"]:
        return None, []
    if terrain.corner is None:
        raise BadInput("按路网判断道路中断时，请填写地形西南角的经纬度。")
    graph = net(values["net"]).graph
    (lon0, lat0), (lon1, lat1) = on_earth(np.array([[0.0, 0.0], [1000.0, 1000.0]]), terrain.corner)
    x = (graph.lon - lon0) / (lon1 - lon0) * 1000
    y = (graph.lat - lat0) / (lat1 - lat0) * 1000
    depth = np.zeros(graph.arcs)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        column = ((x[graph.tail] * (1 - share) + x[graph.head] * share) // terrain.cell_m).astype(np.int64)
        row = ((y[graph.tail] * (1 - share) + y[graph.head] * share) // terrain.cell_m).astype(np.int64)
        inside = (
            (row >= 0) & (column >= 0) & (row < done.deepest_m.shape[0]) & (column < done.deepest_m.shape[1])
        )
        depth[inside] = np.maximum(depth[inside], done.deepest_m[row[inside], column[inside]])
    cut = np.flatnonzero(depth >= values["road_cut_m"])
    order = cut[np.argsort(-depth[cut], kind="stable")][:MOST_LINES]
    lines = [
        line(graph.line([n]), kind="road_cut", depth_m=round(float(depth[n]), 2)) for n in order.tolist()
    ]
    km = float(graph.length_m[cut].sum()) / 1000
    return {"arcs": len(cut), "km": km, "deepest_m": float(depth.max())}, lines


def cautions(values: dict[str, Any], terrain: Terrain, done: Flooded) -> list[str]:
    """What the reader must know."""
    found = []
    if terrain.gap.any():
        found.append(f"地形中 {int(terrain.gap.sum())} 格没有高程，按不过水的墙处理。")
    elif values["gaps"] == "fill":
        found.append("地形如有缺失，已由周边高程补齐，补齐处结果仅供参考。")
    if values["edges"] == "closed":
        found.append("计算范围四周按不过水处理，靠近边界的水深偏大。")
    if values["sewer"] and values["rain"] != "none":
        found.append("管网文件自带汇水区降雨时，与地面降雨可能重复计算，请核对。")
    if done.deepest_m.max() > 5:
        found.append("最大水深超过 5 m，请核对地形中的坑洞和边界。")
    return found


def course(terrain: Terrain, done: Flooded) -> list[dict[str, Any]]:
    """How much stood where, moment by moment, as figures."""
    area = terrain.cell_m**2
    return [
        {
            "minutes": round(minute, 2),
            "deepest_m": float(depth.max()),
            "flooded_m2": float((depth >= CLASSES_M[0]).sum()) * area,
        }
        for minute, depth in done.moments
    ]


def spread(terrain: Terrain, done: Flooded) -> list[dict[str, Any]] | None:
    """The classes of depth at each moment as areas on WGS 84, blocks of cells by their deepest; None without a corner."""
    if terrain.corner is None:
        return None
    block = max(1, -(-max(terrain.height_m.shape) // MOST_BLOCKS))
    size = np.array([terrain.cell_m * block] * 2)
    found = []
    for minute, depth in done.moments:
        coarse = _deepest_of_blocks(depth, block)
        features: list[dict[str, Any]] = []
        for level in CLASSES_M:
            cells = np.argwhere(coarse >= level)[:, ::-1]
            if len(cells):
                shape = shapely.transform(
                    area_of(cells, size), lambda xy: np.array(on_earth(xy, terrain.corner))
                )
                features += polygons(shape, depth_m=level)
        # The shallow lies under the deep; of many small patches the largest are kept.
        kept = sorted(features, key=lambda each: -len(each["geometry"]["coordinates"][0]))[:MOST_PATCHES]
        kept.sort(key=lambda each: each["properties"]["depth_m"])
        found.append({"minutes": round(minute, 2), "features": kept})
    return found


def _deepest_of_blocks(depth: NDArray[np.float32], block: int) -> NDArray[np.float32]:
    rows, columns = (-(-side // block) * block for side in depth.shape)
    whole = np.zeros((rows, columns), dtype=np.float32)
    whole[: depth.shape[0], : depth.shape[1]] = depth
    return np.asarray(whole.reshape(rows // block, block, columns // block, block).max(axis=(1, 3)))


def drawn(terrain: Terrain, done: Flooded, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The classes of depth as areas, and the roads that are cut."""
    features: list[dict[str, Any]] = []
    size = np.array([terrain.cell_m, terrain.cell_m])
    for depth in CLASSES_M:
        cells = np.argwhere(done.deepest_m >= depth)[:, ::-1]
        if len(cells):
            shape = shapely.transform(area_of(cells, size), lambda xy: np.array(on_earth(xy, terrain.corner)))
            features += polygons(shape, depth_m=depth)
    # The largest patches of each class; thousands of puddles would only slow the map.
    features = sorted(features, key=lambda each: -len(each["geometry"]["coordinates"][0]))[:MOST_SHAPES]
    frame = "metres" if terrain.corner is None else "WGS84"
    return {"type": "FeatureCollection", "frame": frame, "features": features + lines}
