"""The road nets that models may name: each is held by the checksum of its graph, so that a run can be made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock

import numpy as np

from ancheng.science.model import BadInput
from ancheng.science.roads.graph import RoadGraph
from ancheng.science.roads.places import Places
from ancheng.science.roads.reach import Reach
from ancheng.science.roads.speeds import Mode, arc_seconds
from ancheng.science.roads.synthetic import city
from ancheng.science.roads.travel import Roads, Travel

SYNTHETIC = "synthetic"
KEPT = 8


@dataclass(frozen=True)
class Net:
    """A road graph with all that is asked of it; what is slow is made once."""

    graph: RoadGraph
    order: tuple[int, ...] | None = None

    @cached_property
    def roads(self) -> Roads:
        """Its hierarchy."""
        return Roads(self.graph, self.order)

    @cached_property
    def places(self) -> Places:
        """Its look-up by place."""
        return Places(self.graph)

    @cached_property
    def _doors(self) -> dict[Mode, Places]:
        return {}

    def doors(self, mode: Mode) -> Places:
        """Where one gets on to the roads by that means: the nodes on roads that are open to it."""
        if mode not in self._doors:
            self._doors[mode] = Places(self.graph, np.isfinite(arc_seconds(self.graph, mode, 12)))
        return self._doors[mode]

    @cached_property
    def _travels(self) -> dict[tuple[Mode, int, tuple[int, ...]], Travel]:
        return {}

    def travel(self, mode: Mode, hour: int, closed: tuple[int, ...] = ()) -> Travel:
        """Travel times by the speeds of the platform; the last few are kept."""
        key = (mode, hour, closed)
        kept = self._travels
        if key not in kept:
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = self.roads.travel(arc_seconds(self.graph, mode, hour), closed)
        return kept[key]

    def reach(self, mode: Mode, hour: int, closed: tuple[int, ...] = ()) -> Reach:
        """Rings by those travel times."""
        return Reach(self.travel(mode, hour, closed))


_makers: dict[str, Callable[[], Net]] = {SYNTHETIC: lambda: Net(city())}
_nets: dict[str, Net] = {}
_lock = Lock()


def checksum(graph: RoadGraph) -> str:
    """The name of a graph by what it holds."""
    digest = sha256()
    for each in (graph.lon, graph.lat, graph.tail, graph.head, graph.length_m, graph.road_class, graph.lanes):
        digest.update(each.tobytes())
    digest.update(graph.against.tobytes())
    digest.update(graph.shape.tobytes())
    return digest.hexdigest()[:16]


def hold(name: str, maker: Callable[[], Net]) -> None:
    """Let models name a net; it is made when first asked for."""
    with _lock:
        _makers[name] = maker
        _nets.pop(name, None)


def net(name: str) -> Net:
    """The net of that name; one that nobody holds is refused."""
    with _lock:
        if name not in _makers:
            known = "、".join(sorted(_makers))
            raise BadInput(f"没有编号为“{name[:40]}”的路网，可用的有 {known}；也可直接给出道路。")
        if name not in _nets:
            _nets[name] = _makers[name]()
        return _nets[name]
