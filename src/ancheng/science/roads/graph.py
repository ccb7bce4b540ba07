"""A road graph as arrays: nodes on WGS 84, directed arcs sorted by tail, one road class and one shape per arc."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ancheng.base.errors import Refusal
from ancheng.science.geometry import haversine_m

Floats = NDArray[np.float64]
Index = NDArray[np.int32]
Whole = NDArray[np.integer]
# Points that agree to 1e-7 degree, a centimetre, are one.
SCALE = 1e7


class BadRoads(Refusal):
    """Roads that make no graph."""

    status = 422


class RoadClass(IntEnum):
    """城市道路等级 (GB/T 51328-2018 names four; alleys and footways are ours)."""

    EXPRESSWAY = 0
    ARTERIAL = 1
    SECONDARY = 2
    LOCAL = 3
    ALLEY = 4
    FOOTWAY = 5


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """Arc n runs from node tail[n] to node head[n]; its inner shape points are shape[shape_start[n]:shape_start[n+1]].

    Arcs are sorted by tail: those that leave node v are first_out[v] … first_out[v+1]. `lanes` counts lanes in the
    direction of the arc; an arc `against` a one-way street is open to feet only. `label` says where the roads come
    from and whether they are synthetic.
    """

    lon: Floats
    lat: Floats
    tail: Index
    head: Index
    first_out: Index
    length_m: Floats
    road_class: NDArray[np.uint8]
    lanes: NDArray[np.uint8]
    against: NDArray[np.bool_]
    shape_start: Index
    shape: Floats
    label: str = ""

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.lon)

    @property
    def arcs(self) -> int:
        """How many directed arcs there are."""
        return len(self.tail)

    def line(self, arcs: Sequence[int]) -> list[list[float]]:
        """The way along consecutive arcs as [lon, lat] points, the inner points of their shapes included."""
        points: list[list[float]] = []
        for arc in arcs:
            if not points:
                points.append(self._node(int(self.tail[arc])))
            inner = self.shape[self.shape_start[arc] : self.shape_start[arc + 1]]
            points += [[float(x), float(y)] for x, y in inner]
            points.append(self._node(int(self.head[arc])))
        return points

    def _node(self, node: int) -> list[float]:
        return [float(self.lon[node]), float(self.lat[node])]

    def dump(self) -> bytes:
        """The graph as bytes that `load` reads back unchanged."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "label"}
        out = io.BytesIO()
        np.savez_compressed(out, label=np.frombuffer(self.label.encode(), dtype=np.uint8), **arrays)
        return out.getvalue()

    @classmethod
    def load(cls, data: bytes) -> RoadGraph:
        """A dumped graph; bytes that are none are refused."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                arrays = {each.name: kept[each.name] for each in fields(cls) if each.name != "label"}
                return cls(**arrays, label=kept["label"].tobytes().decode())
        except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as fault:
            raise BadRoads("路网文件不完整或已损坏，请重新导入路网。") from fault


@dataclass(frozen=True, slots=True)
class Way:
    """A line as it is digitised: points on WGS 84, driven forwards, and backwards too unless one-way."""

    points: Sequence[tuple[float, float]]
    road_class: RoadClass
    lanes: int = 1
    one_way: bool = False


def from_ways(ways: Iterable[Way], label: str = "") -> RoadGraph:
    """The graph of lines that meet where they share a point (to 1e-7 degree); refuses what has no length."""
    lines = [_cleaned(way) for way in ways]
    used: dict[tuple[int, int], int] = {}
    for points, _way in lines:
        for number, point in enumerate(points):
            used[point] = used.get(point, 0) + (2 if number in (0, len(points) - 1) else 1)
    nodes: dict[tuple[int, int], int] = {}
    parts: list[tuple[int, int, list[tuple[int, int]], Way]] = []
    for points, way in lines:
        start = 0
        for number in range(1, len(points)):
            if used[points[number]] > 1:
                a, b = (nodes.setdefault(points[k], len(nodes)) for k in (start, number))
                parts.append((a, b, points[start : number + 1], way))
                start = number
    if not parts:
        raise BadRoads("没有可用的道路：每条道路至少需要两个不同的点。")
    tail, head, classes, lanes, against = [], [], [], [], []
    shapes: list[Floats] = []
    for a, b, points, way in parts:
        for turned in (False, True):
            tail.append(b if turned else a)
            head.append(a if turned else b)
            classes.append(int(way.road_class))
            lanes.append(max(1, min(way.lanes, 255)))
            against.append(turned and way.one_way)
            shapes.append(np.array(points[::-1] if turned else points, dtype=np.float64) / SCALE)
    place = np.array(list(nodes), dtype=np.float64) / SCALE
    arcs = Arcs(np.array(tail), np.array(head), np.array(classes), np.array(lanes), np.array(against), shapes)
    return assemble(place, arcs, label)


def _cleaned(way: Way) -> tuple[list[tuple[int, int]], Way]:
    rows = np.asarray(way.points, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != 2 or not np.isfinite(rows).all():
        raise BadRoads("道路坐标应为成对的有限数值（经度、纬度），请核对数据。")
    if (np.abs(rows[:, 0]) > 180).any() or (np.abs(rows[:, 1]) > 90).any():
        raise BadRoads("道路坐标超出经纬度范围，请核对坐标系并转换为 WGS 84 后再导入。")
    points: list[tuple[int, int]] = []
    for x, y in np.rint(rows * SCALE).astype(np.int64).tolist():
        if not points or points[-1] != (x, y):
            points.append((x, y))
    return points, way


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Arcs in any order; `shapes` hold every point of an arc, its two ends included."""

    tail: Whole
    head: Whole
    road_class: Whole
    lanes: Whole
    against: NDArray[np.bool_]
    shapes: Sequence[Floats]


def assemble(place: Floats, arcs: Arcs, label: str) -> RoadGraph:
    """The graph of nodes at `place`, shape (n, 2), and of these arcs."""
    order = np.argsort(arcs.tail, kind="stable")
    shapes = [arcs.shapes[n] for n in order.tolist()]
    sizes = np.array([len(each) for each in shapes])
    points = np.concatenate(shapes)
    steps = haversine_m(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
    ends = np.cumsum(sizes)
    whole = np.concatenate(([0.0], np.cumsum(steps)))
    length = whole[ends - 1] - whole[ends - sizes]
    inner = np.ones(len(points), dtype=np.bool_)
    inner[ends - 1] = inner[ends - sizes] = False
    leaving = np.bincount(arcs.tail, minlength=len(place))
    return RoadGraph(
        lon=np.ascontiguousarray(place[:, 0]),
        lat=np.ascontiguousarray(place[:, 1]),
        tail=arcs.tail[order].astype(np.int32),
        head=arcs.head[order].astype(np.int32),
        first_out=np.concatenate(([0], np.cumsum(leaving))).astype(np.int32),
        length_m=np.maximum(length, 0.01),
        road_class=arcs.road_class[order].astype(np.uint8),
        lanes=arcs.lanes[order].astype(np.uint8),
        against=arcs.against[order],
        shape_start=np.concatenate(([0], np.cumsum(sizes - 2))).astype(np.int32),
        shape=np.ascontiguousarray(points[inner]),
        label=label,
    )
