"""EPANET's Net1 comes out; a burst and a closure; broken files are refused with a sentence."""

import csv
import json

import pytest

from ancheng.science.model import BadInput
from ancheng.science.models.water_network import MODEL, STREET

pytest.importorskip("wntr", reason="wntr is an extra: pip install ancheng[networks]")


@pytest.fixture
def net1(shared):
    return (shared / "cases/water/epanet/Net1.inp").read_text()


def table(path):
    with path.open() as file:
        return {row.pop("name"): {int(k): float(v) for k, v in row.items()} for row in csv.DictReader(file)}


@pytest.mark.parametrize("hour", [0, 12, 24])
def test_the_pressures_and_flows_of_net1_are_those_of_epanet(shared, net1, hour):
    told = MODEL.run({"inp": net1, "hour": hour})
    folder = shared / "cases/water/epanet"
    for node, by_second in table(folder / "Net1_epanet_pressure_m.csv").items():
        assert told["before_pressure_m"][node] == pytest.approx(by_second[hour * 3600], abs=0.05), node
    for link, by_second in table(folder / "Net1_epanet_flow_m3s.csv").items():
        assert told["before_flow_m3_s"][link] == pytest.approx(by_second[hour * 3600], abs=1e-4), link


def test_the_only_main_to_a_district_leaves_it_without_water():
    told = MODEL.run({"inp": STREET, "pipes": [{"id": "P2"}]})
    assert told["without_supply"] == ["B"]
    assert told["lost_m3_h"] == pytest.approx(72)
    assert told["valves_to_close"] == [{"pipe": "P2", "node": "A"}, {"pipe": "P2", "node": "B"}]
    assert any("没有给出阀门" in each for each in told["cautions"])
    json.dumps(told, allow_nan=False)


def test_a_missing_valve_enlarges_the_cut():
    told = MODEL.run({"inp": STREET, "pipes": [{"id": "P2"}], "valves": [{"pipe": "P1", "node": "R"}]})
    assert told["without_supply"] == ["A", "B"]
    assert told["pipes_shut_off"] == ["P1", "P2"]


def test_in_a_ring_nobody_is_cut_off_but_pressure_falls(net1):
    told = MODEL.run(
        {"inp": net1, "pipes": [{"id": "12"}, {"id": "111"}], "event": "close", "required_m": 80}
    )
    assert told["without_supply_count"] == 0
    assert told["low_pressure_count"] > 0
    assert told["lost_m3_h"] > 0
    lowest = told["low_pressure"][0]
    assert lowest["pressure_m"] < lowest["pressure_before_m"]


def test_a_source_that_is_shut_off_leaves_the_tank_to_feed(net1):
    told = MODEL.run({"inp": net1, "pipes": [{"id": "9"}, {"id": "10"}], "event": "close"})
    assert told["without_supply"] == ["10"]
    both = MODEL.run({"inp": net1, "pipes": [{"id": "9"}, {"id": "110"}], "event": "close"})
    assert both["without_supply_count"] == both["junctions"]
    assert both["lost_m3_h"] == pytest.approx(both["asked_m3_h"])


@pytest.mark.parametrize(
    "inp",
    [
        "",
        "nonsense",
        "[JUNCTIONS]\nA ten",
        "[PIPES]\nP A B 1 1 1",
        STREET.replace("P2 A B", "P2 A Z"),
        STREET.replace("R 50", ""),
        STREET.replace("500 200 100 0 Open", "500 -200 100 0 Open"),
        "\x00\x01",
        STREET[:60],
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(inp):
    with pytest.raises(BadInput) as refused:
        MODEL.run({"inp": inp})
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pipes": [{"id": "P9"}]}, "没有管段“P9”"),
        ({"pipes": [{"id": "P1"}], "valves": [{"pipe": "P1", "node": "B"}]}, "并不相连"),
    ],
)
def test_what_is_not_in_the_network_is_named(change, word):
    with pytest.raises(BadInput, match=word):
        MODEL.run({"inp": STREET, **change})
