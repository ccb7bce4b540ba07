"""Heavy gas: the curves as published, no step between them, and what the officer reads."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.dispersion.dense import AT_ONCE, CONTINUOUS, Source, betas
from ancheng.science.model import BadInput
from ancheng.science.models.dense_gas import MODEL

CHLORINE = {
    "mode": "continuous",
    "release_kg": 5,
    "gas_density_kg_m3": 3.6,
    "gas_k": 239,
    "wind_m_s": 3,
    "levels": [{"name": "AEGL-3 60分钟", "percent": 0.002}, {"name": "1 %", "percent": 1}],
}


@pytest.mark.parametrize(
    ("curves", "alpha", "expected"),
    [
        (CONTINUOUS, -0.75, [1.75, 1.92, 2.08, 2.25, 2.4, 2.6]),
        (CONTINUOUS, -0.40, [1.784, 2.016, 2.21, 2.394, 2.564, 2.714]),
        (CONTINUOUS, -0.20, [1.832, 2.06, 2.25, 2.45, 2.63, 2.77]),
        (CONTINUOUS, 0.0, [1.78, 1.96, 2.16, 2.35, 2.56, 2.71]),
        (AT_ONCE, -0.75, [0.7, 0.85, 0.95, 1.15, 1.48, 1.83, 2.075]),
        (AT_ONCE, 0.0, [0.81, 1.0, 1.19, 1.39, 1.62, 1.83, 2.05]),
        (AT_ONCE, 0.75, [0.93, 1.03, 1.185, 1.375, 1.525, 1.68, 1.8475]),
    ],
)
def test_the_curves_are_those_of_the_tables(curves, alpha, expected):
    assert betas(curves, alpha) == pytest.approx(expected)


@settings(max_examples=100, deadline=None)
@given(st.booleans(), st.floats(0.01, 1e5), st.floats(0.01, 30), st.floats(0.5, 20), st.floats(0.3, 1.2))
def test_gas_thins_out_on_its_way(continuous, volume, gravity, wind, ratio):
    share = Source(continuous, volume, gravity, wind, ratio).share(np.geomspace(0.1, 1e5, 500))
    assert (share > 0).all()
    assert (share <= 1).all()
    assert (np.diff(share) <= 1e-9).all()


def test_a_cloud_gets_wider_and_creeps_upwind():
    source = Source(True, 10.0, 8.0, 2.0, 1.0)
    assert (np.diff(source.half_width_m(np.linspace(0, 500, 50))) > 0).all()
    assert source.upwind_m > source.scale_m / 2


def test_less_concentrated_reaches_farther_and_calm_wind_widens():
    rows = MODEL.run(CHLORINE)["zones"]
    assert [row["name"] for row in rows] == ["1 %", "AEGL-3 60分钟"]
    assert rows[1]["reach_m"] > rows[0]["reach_m"]
    calm = MODEL.run(CHLORINE | {"wind_m_s": 1})["zones"]
    assert calm[0]["half_width_m"] > rows[0]["half_width_m"]


def test_light_gas_is_sent_to_another_model():
    with pytest.raises(BadInput, match="不比空气重"):
        MODEL.run(CHLORINE | {"gas_density_kg_m3": 0.7})


def test_a_small_leak_in_strong_wind_is_said_not_to_be_dense():
    found = MODEL.run(CHLORINE | {"release_kg": 0.001, "wind_m_s": 15})
    assert found["dense"] is False
    assert "高斯模型" in found["cautions"][0]


def test_a_short_release_is_compared_with_one_at_once():
    found = MODEL.run(CHLORINE | {"duration_s": 60, "x_m": 2000})
    assert any("瞬时释放" in each for each in found["cautions"])


def test_all_at_once_gives_a_cloud_with_a_shape():
    found = MODEL.run(CHLORINE | {"mode": "at_once", "release_kg": 1000, "lon": 116.4, "lat": 39.9})
    assert len(found["map"]["features"]) == 2
    json.dumps(found, allow_nan=False)


def test_the_published_lng_spill_comes_out(shared):
    known = json.loads((shared / "cases/dispersion/gaussian_knowns.json").read_text(encoding="utf-8"))
    for x, share in known["britter_mcquaid_p122_LNG"]["expected_volume_fraction"].items():
        question = dict(MODEL.cases[0].inputs) | {"x_m": float(x)}
        assert MODEL.run(question)["volume_fraction"] == pytest.approx(share, rel=0.10)
