"""Rings: what a straight road and a grid say by hand, and that closing a road never enlarges one."""

import numpy as np
import pytest
import shapely

from ancheng.science.roads.graph import RoadClass, Way, from_ways
from ancheng.science.roads.nets import Net
from ancheng.science.roads.reach import CELL_M
from ancheng.science.roads.speeds import Mode
from ancheng.science.roads.synthetic import city


def test_ten_minutes_on_foot_along_one_road_reach_717_metres_each_way():
    reach = Net(
        from_ways(
            [
                Way([(116.4, 40), (116.45, 40)], RoadClass.LOCAL),
                Way([(116.45, 40), (116.5, 40)], RoadClass.LOCAL),
            ]
        )
    ).reach(Mode.FOOT, 8)
    (ring,) = reach.rings(1, [600.0])
    west, _, east, _ = ring.shape.bounds
    metres = (east - west) * 85_176
    assert metres == pytest.approx(2 * 600 * 4.3 / 3.6, abs=2 * CELL_M)
    assert ring.area_m2 == pytest.approx(metres * CELL_M, rel=0.01)


@pytest.fixture(scope="module")
def town():
    return Net(city(side=40, seed=5))


def test_a_longer_time_holds_the_shorter_one_and_a_late_start_shrinks_it(town):
    reach = town.reach(Mode.EMERGENCY, 8)
    small, large = reach.rings(820, [120.0, 300.0])
    assert large.shape.contains(small.shape)
    assert small.area_m2 < large.area_m2
    (late,) = reach.rings(820, [120.0], late=60.0)
    assert small.shape.covers(late.shape)
    assert 0 < late.area_m2 < small.area_m2
    (never,) = reach.rings(820, [120.0], late=121.0)
    assert never.area_m2 == 0


def test_every_node_inside_the_time_lies_inside_the_ring_and_no_other_far_from_it(town):
    reach, graph = town.reach(Mode.EMERGENCY, 8), town.graph
    (ring,) = reach.rings(820, [150.0])
    seconds = town.travel(Mode.EMERGENCY, 8).from_any([820], list(range(graph.nodes)))
    inside = shapely.covers(ring.shape.buffer(1e-9), shapely.points(graph.lon, graph.lat))
    assert inside[seconds <= 150].all()
    # A node of another street may share a cell with a street that is reached.
    assert seconds[inside].max() < 150 + 90


def test_a_closure_never_enlarges_a_ring(town):
    open_ring = town.reach(Mode.CAR, 8).rings(820, [240.0])[0]
    for seed in range(5):
        shut = np.random.default_rng(seed).choice(town.graph.arcs, 600, replace=False)
        ring = town.reach(Mode.CAR, 8, tuple(shut.tolist())).rings(820, [240.0])[0]
        assert open_ring.shape.covers(ring.shape)


def test_the_shape_of_a_ring_is_sound_and_has_the_area_of_its_cells(town):
    (ring,) = town.reach(Mode.CAR, 8).rings(820, [200.0])
    assert ring.shape.is_valid
    metres = shapely.transform(
        ring.shape, lambda xy: xy * (111_195 * np.cos(np.radians(town.graph.lat.mean())), 111_195)
    )
    assert metres.area == pytest.approx(ring.area_m2, rel=0.01)


def test_the_area_of_many_stations_is_that_of_all_their_rings(town):
    reach, stations = town.reach(Mode.EMERGENCY, 8), [820, 40, 1500, 821]
    whole = reach.any_of(stations, 120.0)
    rings = [reach.rings(each, [120.0])[0].shape for each in stations]
    each_alone = shapely.union_all(shapely.set_precision(np.array(rings), 1e-9))
    # Nothing but the slivers of the grid of 1e-9 degrees that joins them.
    assert shapely.symmetric_difference(whole.shape, each_alone).area < 2e-9 * whole.shape.length
    assert max(each.area for each in rings) < whole.shape.area < sum(each.area for each in rings)
    assert reach.any_of([], 120.0).area_m2 == 0
