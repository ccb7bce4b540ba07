"""Nearest units, routes, closures and coverage rings on 75,000 synthetic nodes, beside scipy and rustworkx."""

import time
from collections.abc import Callable

import numpy as np
import shapely

from ancheng.science.roads.nets import Net
from ancheng.science.roads.speeds import Mode, arc_seconds
from ancheng.science.roads.synthetic import city
from ancheng.science.roads.travel import Roads
from bench._report import report

QUESTIONS, UNITS, STATIONS = 400, 200, 60


def main() -> None:
    """Wall time, and processor time where a shared machine would blur the tail."""
    graph = city()
    began = time.perf_counter()
    net = Net(graph, tuple(Roads(graph).order))
    report("roads, hierarchy built", time.perf_counter() - began, 10.0, "s", f"{graph.nodes} nodes")
    _ = net.roads, net.places.one(116.44, 39.92)
    travel = net.travel(Mode.EMERGENCY, 8)
    chance = np.random.default_rng(1)
    units = chance.integers(0, graph.nodes, UNITS).tolist()
    goals = chance.integers(0, graph.nodes, QUESTIONS).tolist()
    for many, goal in ((UNITS, 2.0), (20, 15.0)):
        fleet = travel.fleet(units[:many])
        _tail(f"nearest 8 of {many} units", lambda n, f=fleet: f.nearest(n, 8), goals, goal)
    started = [(units[8 * n : 8 * n + 8], goals[n]) for n in range(UNITS // 8)]
    _tail("eight routes", lambda each: [travel.route(unit, each[1]) for unit in each[0]], started, 10.0)
    _closure(net, units, goals[0])
    reach = net.reach(Mode.EMERGENCY, 8)
    began = time.perf_counter()
    for station in units[:STATIONS]:
        reach.rings(station, [300.0])
    report(f"coverage rings of {STATIONS} stations", time.perf_counter() - began, 1.0, "s", "5 minutes each")
    began = time.perf_counter()
    reach.any_of(units[:STATIONS], 300.0)
    report(
        f"area of {STATIONS} stations together",
        time.perf_counter() - began,
        1.0,
        "s",
        "5 minutes, one search",
    )
    _others(net, units, goals)


def _tail(name: str, ask: Callable[..., object], questions: list, goal_ms: float) -> None:
    wall, cpu = [], []
    for each in questions:
        began, spent = time.perf_counter(), time.process_time()
        ask(each)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    note = f"median {np.median(wall):.2f} ms; processor p99 {np.percentile(cpu, 99):.2f} ms"
    report(f"{name}, p99", float(np.percentile(wall, 99)), goal_ms, "ms", note)


def _closure(net: Net, units: list[int], goal: int) -> None:
    """From the drawn line to the first answer that heeds it."""
    began = time.perf_counter()
    drawn = shapely.LineString([(116.43, 39.92), (116.45, 39.93)])
    closed = net.places.arcs_under(drawn)
    net.travel(Mode.EMERGENCY, 8, closed).fleet(units).nearest(goal, 8)
    report("closure drawn and in effect", time.perf_counter() - began, 0.5, "s", f"{len(closed)} arcs shut")


def _others(net: Net, units: list[int], goals: list[int]) -> None:
    """The same question to general graph libraries, in the same run; the answers must be equal."""
    graph = net.graph
    seconds = arc_seconds(graph, Mode.EMERGENCY, 8)
    ours = net.travel(Mode.EMERGENCY, 8).fleet(units).seconds_to(goals[0])
    try:
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra
    except ImportError:
        print("scipy  not installed")
    else:
        kept = np.isfinite(seconds)
        back = csr_matrix((seconds[kept], (graph.head[kept], graph.tail[kept])), shape=(graph.nodes,) * 2)
        began = time.perf_counter()
        found = dijkstra(back, indices=goals[0])[units]
        report("scipy dijkstra, nearest 8 of 200", (time.perf_counter() - began) * 1000, 2.0, "ms")
        assert np.allclose(found, ours, atol=0.5)
    try:
        import rustworkx
    except ImportError:
        print("rustworkx  not installed")
        return
    other = rustworkx.PyDiGraph()
    other.add_nodes_from(range(graph.nodes))
    rows = zip(graph.head.tolist(), graph.tail.tolist(), seconds.tolist(), strict=True)
    other.add_edges_from([each for each in rows if np.isfinite(each[2])])
    began = time.perf_counter()
    lengths = rustworkx.dijkstra_shortest_path_lengths(other, goals[0], float)
    report("rustworkx dijkstra, nearest 8 of 200", (time.perf_counter() - began) * 1000, 2.0, "ms")
    assert np.allclose([lengths[each] if each != goals[0] else 0.0 for each in units], ours, atol=0.5)


if __name__ == "__main__":
    main()
