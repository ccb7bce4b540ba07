"""Travel times: equal to a plain search, closures at once, what cannot be reached is said, the demonstration city."""

import heapq
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.roads.graph import Arcs, BadRoads, RoadClass, RoadGraph, Way, assemble, from_ways
from ancheng.science.roads.nets import Net, checksum
from ancheng.science.roads.speeds import Mode, arc_seconds
from ancheng.science.roads.synthetic import city
from ancheng.science.roads.travel import BadPlace, Roads


def plain(graph, seconds, start):
    """Dijkstra's search as in the textbook."""
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        far, node = heapq.heappop(queue)
        if far > best[node]:
            continue
        for arc in range(graph.first_out[node], graph.first_out[node + 1]):
            there, then = int(graph.head[arc]), far + seconds[arc]
            if then < best.get(there, np.inf):
                best[there] = then
                heapq.heappush(queue, (then, there))
    return best


def graph_of(places, arcs, classes=None):
    tail, head = (np.array([each[n] for each in arcs]) for n in (0, 1))
    places = np.array(places, dtype=float)
    shapes = [places[[a, b]] for a, b in zip(tail, head, strict=True)]
    ones = np.ones(len(tail), dtype=int)
    classes = ones * 3 if classes is None else np.array(classes)
    return assemble(places, Arcs(tail, head, classes, ones, ones < 0, shapes), "")


@pytest.fixture(scope="module")
def town():
    return Net(city(side=30, seed=3))


nets = st.integers(2, 9).flatmap(
    lambda many: st.tuples(
        st.just(many),
        st.lists(
            st.tuples(st.integers(0, many - 1), st.integers(0, many - 1), st.integers(1, 900)),
            min_size=1,
            max_size=30,
        ),
        st.sets(st.integers(0, 29), max_size=5),
    )
)


def test_a_fleet_and_a_ring_are_asked_by_whichever_thread_is_free(town):
    """The engine fails in a thread that did not make a search; a page is answered by another thread each time."""
    travel = town.travel(Mode.EMERGENCY, 8)
    fleet, reach = travel.fleet([1, 2, 3]), town.reach(Mode.EMERGENCY, 8)
    mine = (fleet.nearest(5, 2), reach.rings(3, [300.0])[0].area_m2)
    with ThreadPoolExecutor(6) as pool:
        theirs = list(
            pool.map(lambda _: (fleet.nearest(5, 2), reach.rings(3, [300.0])[0].area_m2), range(60))
        )
    assert theirs == [mine] * 60
    with ThreadPoolExecutor(1) as pool, pytest.raises(BadPlace):
        pool.submit(fleet.nearest, 10**9, 2).result()


@settings(max_examples=150, deadline=None)
@given(nets)
def test_every_distance_equals_a_plain_search_also_after_closures(case):
    many, rows, closed = case
    rows = [each for each in rows if each[0] != each[1]]
    if not rows:
        return
    graph = graph_of([(0.01 * n, 0.001 * (n % 3)) for n in range(many)], [each[:2] for each in rows])
    seconds = np.array([each[2] for each in rows], dtype=float)[
        np.argsort([each[0] for each in rows], kind="stable")
    ]
    closed = {each for each in closed if each < graph.arcs}
    travel = Roads(graph).travel(seconds, closed)
    shut = np.where(np.isin(np.arange(graph.arcs), list(closed)), np.inf, seconds)
    nodes = list(range(many))
    for start, row in zip(nodes, travel.table(nodes, nodes), strict=True):
        told = plain(graph, shut, start)
        assert {n: far for n, far in enumerate(row) if np.isfinite(far)} == {
            n: far for n, far in told.items() if np.isfinite(far)
        }
        for goal in nodes:
            route = travel.route(start, goal)
            assert (route is None) == (not np.isfinite(row[goal]))
            if route is not None:
                assert not set(route.arcs) & closed
                assert route.seconds == row[goal] == shut[list(route.arcs)].sum()


def test_the_nearest_units_come_in_order_and_those_cut_off_are_named(town):
    travel = town.travel(Mode.EMERGENCY, 8)
    units = [5, 400, 20, 880, 20]
    seconds = [plain(town.graph, travel.seconds, each)[300] for each in units]
    found = travel.fleet(units).nearest(300, 3)
    assert [each.unit for each in found.arrivals] == list(np.argsort(seconds, kind="stable")[:3])
    assert found.unreachable == ()
    around = np.flatnonzero((town.graph.head == 5) | (town.graph.tail == 5))
    shut = town.travel(Mode.EMERGENCY, 8, tuple(around.tolist()))
    cut = shut.fleet(units).nearest(300, 5)
    assert cut.unreachable == (0,)
    assert [each.unit for each in cut.arrivals].count(0) == 0
    assert shut.route(5, 300) is None


def test_a_closure_drawn_across_a_road_makes_the_way_longer_and_nothing_else_changes(town):
    travel = town.travel(Mode.CAR, 3)
    way = travel.route(31, 700)
    middle = way.arcs[len(way.arcs) // 2]
    line = town.graph.line([middle])
    across = shapely.Point(line[1]).buffer(1e-5)
    closed = town.places.arcs_under(across)
    assert middle in closed
    assert len(closed) <= 4
    round_about = town.travel(Mode.CAR, 3, closed).route(31, 700)
    assert round_about is None or round_about.seconds >= way.seconds
    assert round_about is None or middle not in round_about.arcs
    assert travel.route(31, 700) == way


def test_a_route_is_drawn_through_the_shape_of_its_roads(town):
    way = town.travel(Mode.CAR, 3).route(31, 700)
    line = town.graph.line(way.arcs)
    assert line[0] == [town.graph.lon[31], town.graph.lat[31]]
    assert line[-1] == [town.graph.lon[700], town.graph.lat[700]]
    assert len(line) == 2 * len(way.arcs) + 1


def test_rush_hour_is_slower_and_priority_is_faster(town):
    night, rush, blue = (
        town.travel(mode, hour).route(31, 700).seconds
        for mode, hour in ((Mode.CAR, 3), (Mode.CAR, 8), (Mode.EMERGENCY, 8))
    )
    assert night < rush
    assert blue < rush


def test_people_on_foot_may_go_against_a_one_way_street_and_cars_may_not():
    ways = [Way([(116.4, 39.9), (116.41, 39.9)], RoadClass.LOCAL, one_way=True)]
    street = Net(from_ways(ways))
    assert street.travel(Mode.CAR, 8).route(1, 0) is None
    assert street.travel(Mode.CAR, 8).route(0, 1).metres == pytest.approx(853, abs=2)
    assert street.travel(Mode.FOOT, 8).route(1, 0).seconds == pytest.approx(853 / (4.3 / 3.6), rel=0.01)


def test_roads_meet_where_their_lines_share_a_point():
    ways = [
        Way([(116.40, 39.90), (116.41, 39.90), (116.42, 39.90)], RoadClass.ARTERIAL),
        Way([(116.41, 39.90), (116.41, 39.91)], RoadClass.LOCAL),
    ]
    graph = from_ways(ways, "两条路")
    assert (graph.nodes, graph.arcs) == (4, 6)
    assert Net(graph).travel(Mode.CAR, 3).route(0, 3) is not None


@pytest.mark.parametrize(
    ("points", "word"),
    [([(116.4, 39.9)], "没有可用"), ([(116.4, 39.9), (999, 39.9)], "范围"), ([(116.4, np.nan)], "数值")],
)
def test_lines_that_are_no_roads_are_refused(points, word):
    with pytest.raises(BadRoads, match=word):
        from_ways([Way(points, RoadClass.LOCAL)])


def test_a_place_far_from_every_road_is_refused_with_a_sentence(town):
    with pytest.raises(BadPlace, match="没有道路"):
        town.places.one(120.0, 30.0)
    with pytest.raises(BadPlace, match="地图上重新选择"):
        town.travel(Mode.CAR, 3).route(0, town.graph.nodes)
    with pytest.raises(BadPlace, match="重新选择"):
        town.travel(Mode.CAR, 3, (town.graph.arcs,))


def test_a_graph_is_read_back_as_it_was_and_rubbish_is_refused(town):
    again = RoadGraph.load(town.graph.dump())
    assert checksum(again) == checksum(town.graph)
    assert again.label == town.graph.label
    for rubbish in (b"", b"PK\x03\x04", b"x" * 100, town.graph.dump()[:-200]):
        with pytest.raises(BadRoads):
            RoadGraph.load(rubbish)


def test_the_invented_city_is_large_the_same_each_time_and_says_that_it_is_invented():
    graph = city()
    assert graph.nodes == 75_076
    assert checksum(graph) == checksum(city())
    assert checksum(graph) != checksum(city(seed=2))
    assert "合成" in graph.label


def test_every_place_of_the_invented_city_reaches_every_other(town):
    nodes = list(range(town.graph.nodes))
    travel = town.travel(Mode.CAR, 8)
    assert np.isfinite(travel.from_any([0], nodes)).all()
    assert np.isfinite(travel.table(nodes[::50], [0])).all()
    assert len(arc_seconds(town.graph, Mode.CAR, 8)) == town.graph.arcs


def test_a_car_starts_on_a_road_and_nobody_walks_on_to_an_expressway():
    """The nearest node of all may lie on roads that are shut to whoever asks; it would be cut off from everywhere."""
    ways = [
        Way([(116.40, 39.90), (116.41, 39.90), (116.42, 39.90)], RoadClass.EXPRESSWAY),
        Way([(116.40, 39.903), (116.41, 39.903), (116.42, 39.903)], RoadClass.LOCAL),
        Way([(116.40, 39.906), (116.41, 39.906), (116.42, 39.906)], RoadClass.FOOTWAY),
    ]
    net = Net(from_ways(ways, ""))
    latitude = lambda mode, lat: float(net.graph.lat[net.doors(mode).one(116.41, lat).node])  # noqa: E731
    assert latitude(Mode.FOOT, 39.90) == pytest.approx(39.903)
    assert latitude(Mode.FOOT, 39.906) == pytest.approx(39.906)
    assert latitude(Mode.EMERGENCY, 39.906) == pytest.approx(39.903)
    assert latitude(Mode.EMERGENCY, 39.90) == pytest.approx(39.90)
