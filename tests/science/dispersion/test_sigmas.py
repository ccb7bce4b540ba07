"""The curves of Pasquill and Gifford where everybody reads them: at one kilometre and at ten."""

import numpy as np
import pytest

from ancheng.science.dispersion.sigmas import CLASSES, PLUME_SETS, PUFF_SETS, sigmas

# Turner 1970, figures 3-2 and 3-3, read at 1 km.
AT_1_KM = {"A": (213, 450), "B": (156, 110), "C": (104, 61), "D": (68, 32), "E": (51, 21), "F": (34, 14)}


def at(set_name, stability, x):
    return [float(each[0]) for each in sigmas(set_name, stability, np.array([float(x)]))]


@pytest.mark.parametrize("stability", CLASSES)
def test_the_regulatory_fit_meets_the_workbook_at_one_kilometre(stability):
    across, upright = at("isc3_rural", stability, 1000)
    assert across == pytest.approx(AT_1_KM[stability][0], rel=0.03)
    assert upright == pytest.approx(AT_1_KM[stability][1], rel=0.04)


@pytest.mark.parametrize("stability", CLASSES)
def test_the_fits_of_the_workbook_meet_the_workbook(stability):
    across, upright = at("turner", stability, 1000)
    assert across == pytest.approx(AT_1_KM[stability][0], rel=0.12)
    assert upright == pytest.approx(AT_1_KM[stability][1], rel=0.15)


@pytest.mark.parametrize(
    ("stability", "across", "upright"),
    [
        ("A", 209.8, 200.0),
        ("B", 152.6, 120.0),
        ("C", 104.9, 73.03),
        ("D", 76.28, 37.95),
        ("E", 57.21, 23.08),
        ("F", 38.14, 12.31),
    ],
)
def test_briggs_in_the_open_country_by_hand(stability, across, upright):
    assert at("briggs_rural", stability, 1000) == pytest.approx([across, upright], rel=2e-3)


@pytest.mark.parametrize(
    ("stability", "across", "upright"),
    [
        ("A", 270.4, 339.4),
        ("B", 270.4, 339.4),
        ("C", 185.9, 200.0),
        ("D", 135.2, 122.8),
        ("E", 92.97, 50.6),
        ("F", 92.97, 50.6),
    ],
)
def test_briggs_in_the_town_by_hand(stability, across, upright):
    assert at("briggs_urban", stability, 1000) == pytest.approx([across, upright], rel=2e-3)


def test_the_town_spreads_more_than_the_country():
    for stability in CLASSES:
        for x in (100, 1000, 5000):
            town, country = at("briggs_urban", stability, x), at("briggs_rural", stability, x)
            assert town[0] > country[0]
            if stability not in "AB":
                assert town[1] > country[1]


@pytest.mark.parametrize(
    "limit", [100, 200, 300, 400, 500, 700, 1000, 2000, 3000, 4000, 7000, 10_000, 15_000, 30_000]
)
def test_the_pieces_of_the_regulatory_fit_meet_each_other(limit):
    for stability in CLASSES:
        before, after = (
            at("isc3_rural", stability, limit * 0.9999)[1],
            at("isc3_rural", stability, limit * 1.0001)[1],
        )
        assert before == pytest.approx(after, rel=0.03), stability


def test_the_height_of_a_cloud_is_limited_by_the_atmosphere():
    assert at("isc3_rural", "A", 50_000)[1] == 5000


def test_the_averaging_time_widens_a_plume_but_not_a_puff():
    x = np.array([500.0])
    for set_name in PLUME_SETS:
        assert sigmas(set_name, "D", x, 3600)[0][0] == pytest.approx(6**0.2 * sigmas(set_name, "D", x)[0][0])
        assert sigmas(set_name, "D", x, 3600)[1][0] == sigmas(set_name, "D", x)[1][0]
    for set_name in PUFF_SETS:
        assert sigmas(set_name, "D", x, 3600)[0][0] == sigmas(set_name, "D", x)[0][0]


def test_a_puff_is_narrower_than_the_average_of_a_plume():
    for stability in CLASSES:
        assert at("tno_puff", stability, 1000)[0] == pytest.approx(at("tno", stability, 1000)[0] / 2)
        assert at("slade", stability, 1000)[0] < at("briggs_rural", stability, 1000)[0]
