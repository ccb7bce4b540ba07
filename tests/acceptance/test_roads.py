"""Routes on the real roads of Rome (1999, 9th DIMACS implementation challenge) against published lengths."""

import numpy as np
import pytest

from ancheng.science.roads.travel import Roads
from tests.science.roads.test_travel import graph_of


@pytest.fixture(scope="module")
def cases(shared):
    folder = shared / "cases/roads"
    if not (folder / "rome99_shortest_paths.csv").is_file():
        pytest.skip("the roads of Rome (../shared/cases/roads) are not beside this checkout")
    return folder


@pytest.fixture(scope="module")
def rome(cases):
    arcs, lengths = [], []
    for line in (cases / "rome99.gr").read_text().splitlines():
        if line.startswith("a "):
            a, b, metres = map(int, line.split()[1:])
            arcs.append((a - 1, b - 1))
            lengths.append(metres)
    many = 1 + max(max(each) for each in arcs)
    # The file names no places; the order of contraction needs some, the lengths of the ways do not.
    chance = np.random.default_rng(1)
    graph = graph_of(chance.uniform(12.4, 12.5, (many, 2)), arcs)
    order = np.argsort([a for a, _ in arcs], kind="stable")
    return Roads(graph).travel(np.array(lengths, dtype=float)[order])


def test_the_routes_of_rome_are_as_long_as_published(cases, rome):
    rows = (cases / "rome99_shortest_paths.csv").read_text().splitlines()[1:]
    assert len(rows) == 100
    for row in rows:
        _, _, source, target, distance, first = row.split(",")
        a, b = (int(each) - int(first) for each in (source, target))
        route = rome.route(a, b)
        assert route.seconds == float(distance)
        assert sum(rome.seconds[list(route.arcs)]) == float(distance)
        # Arc by arc from the one to the other: who is there already has no way to go.
        tails, heads = rome.graph.tail[list(route.arcs)].tolist(), rome.graph.head[list(route.arcs)].tolist()
        assert [a, *heads] == [*tails, b]
        assert rome.fleet([a]).nearest(b, 1).arrivals[0].seconds == float(distance)


def test_a_closed_road_of_rome_makes_no_way_shorter_and_the_way_avoids_it(cases, rome):
    rows = (cases / "rome99_shortest_paths.csv").read_text().splitlines()[1:21]
    for row in rows:
        _, _, source, target, distance, first = row.split(",")
        a, b = (int(each) - int(first) for each in (source, target))
        way = rome.route(a, b).arcs
        if not way:
            continue
        middle = way[len(way) // 2]
        around = rome.roads.travel(rome.seconds, [middle]).route(a, b)
        assert around is None or (around.seconds >= float(distance) and middle not in around.arcs)
