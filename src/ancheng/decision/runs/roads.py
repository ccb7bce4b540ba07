"""The road nets that models may name, kept ready: the order of a net is computed once for a machine, not at a fire."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Thread

import numpy as np
from django.conf import settings

from ancheng.science.roads.graph import RoadGraph
from ancheng.science.roads.nets import SYNTHETIC, Net, checksum, hold, net
from ancheng.science.roads.synthetic import city

_warming: list[Thread] = []


def hold_nets() -> None:
    """Let models name the nets of this installation; each is made when first asked for."""
    hold(SYNTHETIC, lambda: with_kept_order(city()))


def with_kept_order(graph: RoadGraph) -> Net:
    """The net with the order that an earlier start kept; without one it is computed (seconds) and kept."""
    file = Path(settings.ROADS_KEPT) / f"{checksum(graph)}.npy"
    with suppress(OSError, ValueError, EOFError):
        order = np.load(file, allow_pickle=False)
        # The name of the file says which graph; whether it is whole, its content must say.
        if np.array_equal(np.sort(order), np.arange(graph.nodes)):
            return Net(graph, tuple(order.tolist()))
    made = Net(graph)
    # A disk that is full or not ours costs time at the next start, nothing else.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half.npy")
        np.save(half, np.array(made.roads.order, dtype=np.int32))
        half.replace(file)
    return made


def warm(name: str = SYNTHETIC) -> None:
    """Make a net ready beside the page that leads to it; once for a process."""
    if not _warming:
        _warming.append(Thread(target=lambda: net(name).roads, name="roads", daemon=True))
        _warming[0].start()
