"""Rounds, distances, risk and blind spots, as values."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.supervision.grid import rules
from ancheng.supervision.grid.rules import Risk, Round, Verdict

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = AT.date()
POINT = (116.4435, 39.9215)


def metres_north(metres):
    return POINT[0], POINT[1] + metres / 111_195


def test_a_phone_at_the_point_is_near_and_one_a_street_away_is_not():
    assert rules.distance(POINT, metres_north(60), accuracy_m=None, on=ON).near is True
    far = rules.distance(POINT, metres_north(150), accuracy_m=None, on=ON)
    assert far.near is False
    assert far.metres == pytest.approx(150, abs=1)


def test_what_the_phone_cannot_know_better_is_forgiven_but_not_without_limit():
    assert rules.distance(POINT, metres_north(150), accuracy_m=60, on=ON).near is True
    assert rules.distance(POINT, metres_north(900), accuracy_m=5000, on=ON).near is False
    assert rules.distance(POINT, metres_north(150), accuracy_m=-500, on=ON).near is False


def test_without_a_place_nobody_knows_whether_it_was_near():
    for point, phone in ((None, POINT), (POINT, None), (None, None)):
        found = rules.distance(point, phone, accuracy_m=5, on=ON)
        assert (found.metres, found.near) == (None, None)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 8)),
        (date(2026, 11, 8), date(2026, 11, 2), date(2026, 11, 8)),
        (date(2026, 11, 9), date(2026, 11, 9), date(2026, 11, 15)),
    ],
)
def test_a_weekly_round_begins_on_the_weekday_on_which_the_plan_began(day, first, last):
    assert rules.round_of(date(2026, 11, 2), 7, day) == Round(first, last)


def test_before_the_plan_begins_there_is_no_round():
    assert rules.round_of(date(2026, 11, 2), 7, date(2026, 11, 1)) is None


def test_a_grid_in_which_nothing_is_registered_is_unknown_not_safe():
    assert rules.risk_of(major_open=0, general_open=0, objects=0) == Risk.UNKNOWN
    assert rules.risk_of(major_open=0, general_open=0, objects=5) == Risk.LOW
    assert rules.risk_of(major_open=0, general_open=3, objects=5) == Risk.MEDIUM
    assert rules.risk_of(major_open=1, general_open=0, objects=0) == Risk.HIGH


@pytest.mark.parametrize(
    ("risk", "days", "expected"),
    [
        (Risk.HIGH, 8, Verdict.BLIND),
        (Risk.HIGH, 6, Verdict.COVERED),
        (Risk.MEDIUM, 14, Verdict.COVERED),
        (Risk.LOW, 29, Verdict.COVERED),
        (Risk.LOW, 31, Verdict.BLIND),
        (Risk.UNKNOWN, 16, Verdict.BLIND),
    ],
)
def test_the_riskier_a_grid_the_sooner_it_is_a_blind_spot(risk, days, expected):
    patrol = AT - timedelta(days=days)
    assert rules.verdict(risk=risk, patrol=patrol, report=None, sensor=None, at=AT) == expected


def test_a_report_or_a_sensor_alone_covers_a_grid_in_part_only():
    fresh = AT - timedelta(days=1)
    assert rules.verdict(risk=Risk.LOW, patrol=None, report=fresh, sensor=None, at=AT) == Verdict.PARTLY
    assert rules.verdict(risk=Risk.LOW, patrol=None, report=None, sensor=fresh, at=AT) == Verdict.PARTLY
    assert rules.verdict(risk=Risk.LOW, patrol=None, report=None, sensor=None, at=AT) == Verdict.BLIND


def test_house_numbers_say_that_nobody_checked_them():
    assert "未核对" in rules.BLIND_DAYS.in_force(ON).citation
    assert "未核对" in rules.NEAR_M.in_force(ON).citation


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "名称"),
        ({"every_days": 0}, "周期"),
        ({"every_days": 367}, "周期"),
        ({"starts_on": None}, "开始日期"),
        ({"ends_on": date(2026, 1, 1)}, "结束日期"),
        ({"points": 0}, "点位"),
    ],
)
def test_a_plan_that_cannot_be_walked_is_refused_with_what_is_missing(changes, sentence):
    plan = {"title": "每周巡查", "every_days": 7, "starts_on": ON, "ends_on": None, "points": 3}
    rules.check_plan(**plan)
    with pytest.raises(Refusal, match=sentence):
        rules.check_plan(**{**plan, **changes})


def test_an_enterprise_does_not_walk_grids_and_a_grid_worker_does_not_keep_points():
    with pytest.raises(NotAllowed):
        rules.only_walkers(Role.ENTERPRISE)
    with pytest.raises(NotAllowed):
        rules.only_keepers(Role.GRID)
    rules.only_walkers(Role.GRID)
    rules.only_keepers(Role.SUBDISTRICT)
