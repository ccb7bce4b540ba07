"""Units: a pressure is never compared with a temperature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.units import (
    UNITS,
    WrongUnit,
    convert,
    lel_to_volume_fraction,
    unit,
    volume_to_mass_mg_m3,
)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (0.4, "MPa", "kPa", 400),
        (0, "°C", "K", 273.15),
        (300, "K", "℃", 26.85),
        (36, "km/h", "m/s", 10),
        (3600, "m3/h", "m³/s", 1),
        (1, "公里", "米", 1000),
        (5, "%VOL", "ppm", 50_000),
        (1, "ha", "m2", 10_000),
    ],
)
def test_known_conversions(value, source, target, expected):
    assert convert(value, source, target) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_there_and_back_gives_the_same_and_other_quantities_are_refused(value, one, other):
    if one.quantity != other.quantity:
        with pytest.raises(WrongUnit):
            convert(value, one.symbol, other.symbol)
    else:
        there = convert(value, one.symbol, other.symbol)
        assert convert(there, other.symbol, one.symbol) == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_symbols_are_unique_and_an_unknown_one_is_refused():
    assert len({each.symbol for each in UNITS}) == len(UNITS)
    with pytest.raises(WrongUnit):
        unit("斤两")


def test_methane_at_20_percent_of_its_lower_limit_is_one_percent_of_the_air():
    assert lel_to_volume_fraction(20, 5.0) == pytest.approx(0.01)


def test_carbon_monoxide_of_100_ppm_is_117_mg_per_cubic_metre():
    assert volume_to_mass_mg_m3(100, 28.01) == pytest.approx(116.4, abs=0.5)
