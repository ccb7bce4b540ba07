"""The order of a road net is computed once for a machine; a broken file costs time and nothing else."""

import numpy as np
import pytest

from ancheng.decision.runs import roads
from ancheng.science.roads.nets import checksum
from ancheng.science.roads.speeds import Mode
from ancheng.science.roads.synthetic import city
from ancheng.science.roads.travel import Roads


@pytest.fixture
def kept(settings, tmp_path):
    settings.ROADS_KEPT = tmp_path / "roads"
    return settings.ROADS_KEPT


@pytest.fixture(scope="module")
def graph():
    return city(side=14)


@pytest.fixture
def orders(monkeypatch):
    """How often an order was computed anew."""
    counted = []
    make = Roads.__init__

    def counting(self, graph, order=None):
        counted.append(order is None)
        make(self, graph, order)

    monkeypatch.setattr(Roads, "__init__", counting)
    return counted


def minutes(net):
    return net.travel(Mode.CAR, 8).table([0, 5], [90, 120]).tolist()


def test_the_second_start_reads_what_the_first_computed_and_travels_alike(kept, graph, orders):
    first, second = (minutes(roads.with_kept_order(graph)) for _ in range(2))
    assert first == second
    assert orders == [True, False]
    assert [each.name for each in kept.iterdir()] == [f"{checksum(graph)}.npy"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x93NUMPY\x01\x00"])
def test_a_broken_file_is_computed_anew(kept, graph, orders, content):
    kept.mkdir()
    (kept / f"{checksum(graph)}.npy").write_bytes(content)
    assert minutes(roads.with_kept_order(graph))
    assert orders == [True]


@pytest.mark.parametrize("order", [[0, 0, 1], list(range(3)), []])
def test_an_order_of_another_graph_is_not_believed(kept, graph, orders, order):
    kept.mkdir()
    np.save(kept / f"{checksum(graph)}.npy", np.array(order, dtype=np.int32))
    assert minutes(roads.with_kept_order(graph))
    assert orders == [True]


def test_a_disk_that_takes_nothing_stops_nothing(kept, graph):
    kept.write_text("a file where a folder should be")
    assert minutes(roads.with_kept_order(graph))
