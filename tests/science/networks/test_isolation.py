"""Which valves shut a pipe off, and who is then without a source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.networks.isolation import fed, isolate

# R — a — b — c in a row, and a branch b — d.
PIPES = {"1": ("R", "a"), "2": ("a", "b"), "3": ("b", "c"), "4": ("b", "d")}


def test_with_a_valve_at_both_ends_only_the_pipe_itself_is_shut_off():
    cut = isolate(PIPES, [("2", "a"), ("2", "b")], ["2"])
    assert cut.valves == (("2", "a"), ("2", "b"))
    assert cut.pipes == ("2",)
    assert cut.nodes == ()


def test_a_missing_valve_takes_the_next_street_along():
    cut = isolate(PIPES, [("2", "a"), ("4", "b")], ["2"])
    assert cut.valves == (("2", "a"), ("4", "b"))
    assert cut.pipes == ("2", "3")
    assert cut.nodes == ("b", "c")
    assert fed(PIPES, ["R"], cut.pipes, cut.nodes) == {"R", "a"}


def test_a_valve_inside_the_cut_need_not_be_closed():
    ring = {"1": ("a", "b"), "2": ("b", "c"), "3": ("c", "a")}
    cut = isolate(ring, [("1", "a")], ["2"])
    assert cut.valves == ()
    assert set(cut.pipes) == {"1", "2", "3"}


def test_a_closed_pipe_feeds_nobody_behind_it_unless_there_is_a_ring():
    assert fed(PIPES, ["R"], ["2"]) == {"R", "a"}
    assert fed({**PIPES, "5": ("a", "c")}, ["R"], ["2"]) == {"R", "a", "b", "c", "d"}


nets = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=10)


@settings(deadline=None)
@given(nets, st.sets(st.tuples(st.integers(0, 9), st.booleans())), st.integers(0, 9))
def test_with_the_named_valves_shut_nothing_flows_into_the_cut(ends, at, burst):
    pipes = {str(n): (str(a), str(b)) for n, (a, b) in enumerate(ends)}
    valves = {(str(n), pipes[str(n)][side]) for n, side in at if str(n) in pipes}
    burst = str(burst % len(ends))
    cut = isolate(pipes, valves, [burst])
    assert burst in cut.pipes
    assert set(cut.valves) <= valves
    for pipe, pair in pipes.items():
        for node in pair:
            inside = (pipe in cut.pipes, node in cut.nodes)
            if inside[0] != inside[1]:
                assert (pipe, node) in cut.valves


@pytest.mark.parametrize("dead", [(), ("b",)])
def test_a_node_inside_the_cut_passes_nothing_on(dead):
    assert ("c" in fed(PIPES, ["R"], [], dead)) == (not dead)
