"""The flood model: terrain that is whole, refused or treated; rain, springs, sewers; who and what stands in water."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.flood.pipes import volumes
from ancheng.science.flood.terrain import read_grid
from ancheng.science.model import BadInput
from ancheng.science.models.urban_flood import MODEL, flat

CASE = MODEL.cases[0].inputs
ACRE_FOOT_M3 = 1233.4818


def grid(height, cell=10.0, nothing=-9999):
    rows, columns = np.shape(height)
    head = (
        f"ncols {columns}\nnrows {rows}\nxllcorner 0\nyllcorner 0\ncellsize {cell}\nNODATA_value {nothing}\n"
    )
    return head + "\n".join(" ".join(f"{value:g}" for value in row) for row in height[::-1])


VALLEY = grid(np.abs(np.arange(21) - 10.0)[None, :] * 0.2 + np.arange(20.0)[::-1][:, None] * 0.02)


def test_an_underpass_floods_and_the_house_on_the_hill_does_not():
    told = MODEL.run(
        {
            "terrain": VALLEY,
            "lon": 116.44,
            "lat": 39.92,
            "edges": "closed",
            "years": 50,
            "hours": 2,
            "objects": [
                {"name": "下凹桥", "x": 116.44 + 105 / 85_300, "y": 39.92 + 15 / 111_195},
                {"name": "坡上", "x": 116.44 + 5 / 85_300, "y": 39.92 + 185 / 111_195},
                {"name": "区外", "x": 116.5, "y": 39.92},
            ],
        }
    )
    bridge, hill, outside = told["objects"]
    assert bridge["wet"]
    assert bridge["depth_m"] > 0.4
    assert 0 < bridge["arrival_min"] < 60
    assert not hill["wet"]
    assert hill["depth_m"] < 0.05
    assert outside["inside"] is False
    assert outside["wet"] is None
    assert abs(told["mass_error"]) < 1e-6
    areas = [each["area_m2"] for each in told["zones"]]
    assert areas == sorted(areas, reverse=True)
    json.dumps(told, allow_nan=False)


SHOWER = {
    "terrain": VALLEY,
    "rain": "series",
    "series": [{"minutes": 30, "mm": 150}],
    "hours": 2,
    "edges": "open",
}
PLACE = {"lon": 116.44, "lat": 39.92}


def test_the_water_is_seen_to_rise_and_to_run_off_again():
    told = MODEL.run({**SHOWER, **PLACE})
    minutes = [each["minutes"] for each in told["course"]]
    assert minutes == [10.0 * n for n in range(1, 13)]
    assert [each["minutes"] for each in told["spread"]] == minutes
    deep = [each["deepest_m"] for each in told["course"]]
    assert max(deep) <= told["deepest_m"]
    assert deep[0] < max(deep) > deep[-1]
    # What lies on the map at a moment is what the figures say of it.
    for figures, drawn in zip(told["course"], told["spread"], strict=True):
        levels = {each["properties"]["depth_m"] for each in drawn["features"]}
        assert (figures["deepest_m"] >= 0.15) == bool(levels)
        assert all(level <= figures["deepest_m"] for level in levels)


def test_looking_at_moments_changes_nothing_of_the_flood_itself():
    long, short = (MODEL.run({**SHOWER, "hours": hours}) for hours in (2, 1))
    assert long["deepest_m"] >= short["deepest_m"] > 0.15
    assert long["spread"] is None
    assert [each["minutes"] for each in short["course"]] == [5.0 * n for n in range(1, 13)]


def test_the_moments_stay_small_over_a_large_and_rough_terrain():
    rough = np.random.default_rng(1).uniform(0, 1, (300, 300))
    told = MODEL.run({"terrain": grid(rough, cell=5.0), "rain": "series", "series": [{"minutes": 10, "mm": 200}], "hours": 0.25, **PLACE})  # fmt: skip
    assert len(told["spread"]) <= 15
    assert all(len(each["features"]) <= 120 for each in told["spread"])
    assert len(json.dumps(told["spread"])) < 2_000_000


def test_a_flood_of_three_minutes_is_seen_each_minute():
    told = MODEL.run({**SHOWER, "hours": 0.05})
    assert [each["minutes"] for each in told["course"]] == [1.0, 2.0, 3.0]


def test_roads_that_stand_too_deep_are_cut():
    told = MODEL.run(
        {
            "terrain": grid(np.full((40, 40), 5.0), cell=20.0),
            "lon": 116.44,
            "lat": 39.92,
            "edges": "closed",
            "rain": "series",
            "series": [{"minutes": 30, "mm": 400}],
            "hours": 0.5,
            "net": "synthetic",
        }
    )
    assert told["roads_cut"]["arcs"] > 100
    assert told["roads_cut"]["deepest_m"] == pytest.approx(0.4, abs=0.01)
    lines = [each for each in told["map"]["features"] if each["geometry"]["type"] == "LineString"]
    assert lines
    assert MODEL.run({**CASE, "lon": 116.44, "lat": 39.92, "net": "synthetic"})["roads_cut"]["arcs"] == 0


def test_a_burst_main_fills_what_it_brings():
    told = MODEL.run(
        {
            **CASE,
            "rain": "none",
            "springs": [{"x": 55, "y": 55, "m3_s": 0.5, "from_min": 0, "to_min": 10}],
        }
    )
    assert told["inflow_m3"] == pytest.approx(300)
    assert told["stored_m3"] == pytest.approx(300)


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 100), st.floats(1, 2))
def test_a_rarer_storm_is_never_shallower(years, more):
    question = {"terrain": VALLEY, "edges": "closed", "hours": 0.5, "storm_min": 30}
    little, much = (MODEL.run({**question, "years": n})["deepest_m"] for n in (years, min(200, years * more)))
    assert little <= much + 1e-3


def test_a_hole_in_the_terrain_is_refused_filled_or_walled_as_asked_and_said():
    height = np.full((20, 20), 5.0)
    height[4, 7] = -9999
    question = {**CASE, "terrain": grid(height)}
    with pytest.raises(BadInput, match="第 5 行第 8 列"):
        MODEL.run(question)
    filled = MODEL.run({**question, "gaps": "fill"})
    assert filled["deepest_m"] == pytest.approx(0.036)
    walled = MODEL.run({**question, "gaps": "wall"})
    assert walled["stored_m3"] == pytest.approx(399 * 100 * 0.036)
    assert any("1 格没有高程" in each for each in walled["cautions"])
    height[:10] = -9999
    with pytest.raises(BadInput, match="超过可补齐"):
        MODEL.run({**CASE, "terrain": grid(height), "gaps": "fill"})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "缺少表头"),
        ("ncols 5", "缺少表头"),
        ("ncols 5 nrows 5 cellsize 10 1 2 3", "应有 25 个"),
        ("ncols 5 nrows x cellsize 10", "不是数值"),
        ("ncols nan nrows 5 cellsize 10", "有限"),
        ("ncols 2 nrows 2 cellsize 10 1 2 3 4", "3×3"),
        ("ncols 1e9 nrows 1e9 cellsize 10", "裁剪"),
        ("ncols 3 nrows 3 cellsize 0.0001 " + "1 " * 9, "投影"),
        ("ncols 3 nrows 3 cellsize 10 " + "1 " * 8 + "high", "不是数值"),
        ("ncols 3 nrows 3 cellsize 10 " + "99999 " * 9, "9000"),
        ("ncols 3 nrows 3 cellsize 10 " + "-9999 " * 9, "没有有效高程"),
    ],
)
def test_a_broken_terrain_is_refused_with_the_reason(text, word):
    with pytest.raises(BadInput, match=word):
        read_grid(text, None, "wall")


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ncolsrw 0123456789.-enaif\n", max_size=80))
def test_no_text_whatever_crashes_the_reader(text):
    for each in (text, "ncols 4\nnrows 4\ncellsize 5\n" + text):
        with pytest.raises(BadInput):
            read_grid(each, None, "refuse")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"rain": "none"}, "没有降雨"),
        ({"rain": "series", "series": []}, "降雨过程"),
        ({"lon": 116.4}, "都填"),
        ({"springs": [{"x": 999, "y": 0, "m3_s": 1}]}, "不在地形范围"),
        ({"springs": [{"x": 5, "y": 5, "m3_s": 1, "from_min": 9, "to_min": 3}]}, "晚于"),
        ({"net": "synthetic"}, "西南角"),
        ({"sewer": "[TITLE]"}, "检查井"),
    ],
)
def test_an_incomplete_question_is_refused(change, word):
    with pytest.raises(BadInput, match=word):
        MODEL.run({**CASE, **change})


def test_a_flood_without_end_is_refused_not_computed_for_ever(monkeypatch):
    monkeypatch.setattr("ancheng.science.flood.run.MOST_WORK", 5000)
    with pytest.raises(BadInput, match="计算量过大"):
        MODEL.run(CASE)


@pytest.fixture
def engine():
    return pytest.importorskip("pyswmm", reason="pyswmm is an extra: pip install ancheng[sewers]")


def acre_feet(report, name):
    """A figure of the flow routing continuity of EPA's own report."""
    routing = report.split("Flow Routing Continuity")[1]
    line = next(each for each in routing.splitlines() if name in each)
    return float(line.split("....")[-1].lstrip(". ").split()[0])


@pytest.mark.parametrize("name", ["Example1", "Example2"])
def test_the_volumes_of_the_epa_examples_come_out(engine, shared, name):
    folder = shared / "cases/water/swmm"
    report = (folder / f"examples_{name}.rpt").read_text()
    found = volumes((folder / f"{name}.inp").read_text())
    assert found.outflow_m3 == pytest.approx(acre_feet(report, "External Outflow") * ACRE_FOOT_M3, rel=0.005)
    assert found.flooding_m3 == pytest.approx(acre_feet(report, "Flooding Loss") * ACRE_FOOT_M3, rel=0.01)
    assert abs(found.routing_error_percent) < 1


SEWER = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2024
START_TIME 00:00:00
END_DATE 01/01/2024
END_TIME 01:00:00
ROUTING_STEP 5
ALLOW_PONDING NO
[JUNCTIONS]
J1 0 2 0 0 0
J2 -0.1 2 0 0 0
[OUTFALLS]
OUT -1 FREE NO
[CONDUITS]
C1 J1 J2 100 0.013 0 0 0
C2 J2 OUT 100 0.013 0 0 0
[XSECTIONS]
C1 CIRCULAR 0.3 0 0 0
C2 CIRCULAR 0.6 0 0 0
[DWF]
J1 FLOW 0.5
"""


def test_what_a_sewer_cannot_carry_stands_in_the_street_and_drains_where_there_is_room(engine):
    question = {
        "terrain": flat(10, 10, 10),
        "edges": "closed",
        "rain": "none",
        "hours": 1,
        "sewer": SEWER,
        "manholes": [{"x": 15, "y": 15, "node": "J1"}, {"x": 85, "y": 85, "node": "J2"}],
    }
    told = MODEL.run(question)
    assert told["sewer_overflow_m3"] > 500
    assert told["sewer_took_m3"] > 10
    assert told["stored_m3"] == pytest.approx(told["sewer_overflow_m3"] - told["sewer_took_m3"], rel=1e-5)
    assert abs(told["mass_error"]) < 1e-6
    dry = MODEL.run({**question, "sewer": SEWER.replace("J1 FLOW 0.5", "J1 FLOW 0.01")})
    assert dry["sewer_overflow_m3"] == 0


@pytest.mark.parametrize(
    "inp", ["[JUNCTIONS]\nx y z", "rubbish", SEWER.replace("C1 J1 J2", "C1 J1 J9"), "\x00" * 50]
)
def test_a_broken_sewer_file_is_refused_with_swmms_own_reason(engine, inp):
    with pytest.raises(BadInput, match="SWMM 不能计算"):
        volumes(inp)


def test_a_manhole_that_the_sewer_does_not_have_is_named(engine):
    with pytest.raises(BadInput, match="没有节点“J7”"):
        MODEL.run({**CASE, "sewer": SEWER, "manholes": [{"x": 5, "y": 5, "node": "J7"}]})


def test_without_the_engine_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyswmm", None)
    with pytest.raises(BadInput, match=r"ancheng\[sewers\]"):
        volumes(SEWER)
