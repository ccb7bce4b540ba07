"""What the rules say about drills."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Misconfigured, Refusal
from ancheng.command.drills import rules
from ancheng.command.drills.script import Gives, Script, Step, script, scripts
from ancheng.monitoring.sensors.registry import KINDS as SENSORS
from ancheng.monitoring.warnings.kinds import kind
from tests.factories import NOW

TODAY = date(2026, 11, 24)
ITEMS = rules.SHEET.in_force(TODAY).value
FULL = {each.key: each.points for each in ITEMS}


def test_a_sheet_that_is_filled_in_whole_is_worth_a_hundred():
    assert rules.score(FULL, TODAY) == rules.full_score(TODAY) == 100


def test_a_sheet_with_a_gap_says_what_is_missing():
    with pytest.raises(Refusal, match="还缺：演练准备"):
        rules.score({key: 0 for key in FULL if key != "preparation"}, TODAY)


def test_points_beyond_the_most_and_items_that_are_not_on_the_sheet_are_refused():
    with pytest.raises(Refusal, match="0 至 10"):
        rules.score({**FULL, "preparation": 11}, TODAY)
    with pytest.raises(Refusal, match="0 至 10"):
        rules.score({**FULL, "preparation": -1}, TODAY)
    with pytest.raises(Refusal, match="没有“mood”"):
        rules.score({**FULL, "mood": 1}, TODAY)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (100, "优"),
        (90, "优"),
        (89, "良"),
        (80, "良"),
        (79, "合格"),
        (60, "合格"),
        (59, "不合格"),
        (0, "不合格"),
    ],
)
def test_the_conclusion_follows_from_the_share_of_the_points(points, said):
    assert rules.conclusion(points, TODAY) == said


@given(st.fixed_dictionaries({each.key: st.integers(0, each.points) for each in ITEMS}))
def test_more_points_never_make_a_worse_conclusion(marks):
    order = [label for _, label in rules.CONCLUSIONS.in_force(TODAY).value]
    points = rules.score(marks, TODAY)
    assert 0 <= points <= 100
    if points < 100:
        assert order.index(rules.conclusion(points + 1, TODAY)) <= order.index(
            rules.conclusion(points, TODAY)
        )


def test_what_nobody_checked_says_so_and_the_duty_to_report_is_checked():
    assert "未核对" in rules.SHEET.in_force(TODAY).citation
    assert "未核对" in rules.step_days("evaluate", TODAY).clause
    assert "未核对" not in rules.REPORTED.in_force(TODAY).citation


def test_a_drill_of_tomorrow_or_of_nobody_was_not_held():
    with pytest.raises(Refusal, match="不能晚于今天"):
        rules.check_held(TODAY + timedelta(days=1), 10, TODAY)
    with pytest.raises(Refusal, match="参演人数"):
        rules.check_held(TODAY, 0, TODAY)
    rules.check_held(TODAY, 1, TODAY)


def test_a_drill_stays_in_the_schedule_of_its_year():
    with pytest.raises(Refusal, match="2026 年内"):
        rules.check_planned(date(2027, 1, 1), 2026)


def timed(minutes, after=None):
    return rules.Timed(NOW, minutes, None if after is None else NOW + timedelta(minutes=after))


def test_an_answer_at_the_last_moment_is_in_time_and_one_after_it_is_not():
    assert timed(5, 5).in_time(NOW) is True
    assert timed(5, 5.1).in_time(NOW) is False


def test_no_answer_is_neither_quick_nor_slow_until_the_time_is_over():
    assert timed(5).in_time(NOW + timedelta(minutes=5)) is None
    assert timed(5).in_time(NOW + timedelta(minutes=6)) is False
    assert timed(5).taken is None


def test_where_nothing_was_given_there_is_no_share():
    found = rules.timing([], NOW)
    assert (found.given, found.percent, found.slowest) == (0, None, None)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.none() | st.integers(0, 90)), max_size=30), st.integers(0, 120)
)
def test_every_answer_is_in_time_late_or_missed_and_never_two_of_them(rows, passed):
    found = rules.timing([timed(*each) for each in rows], NOW + timedelta(minutes=passed))
    assert found.in_time + found.late + found.missed == found.given <= len(rows)
    assert found.percent is None or 0 <= found.percent <= 100


@pytest.mark.parametrize("key", sorted(scripts()))
def test_every_script_can_be_played(key):
    found = script(key)
    assert found.steps[0].minute == 0
    assert found.length >= found.steps[-1].minute
    for each in found.steps:
        if each.gives == Gives.READINGS:
            declared = SENSORS[each.settings["kind"]]
            assert declared.low <= each.settings["value"] <= declared.high
        if each.gives == Gives.WARNING:
            assert kind(each.settings["kind"])
            # A district issues level 3 and 4 only.
            assert each.settings["level"] in (3, 4)


def test_a_script_that_cannot_be_played_stops_the_start():
    with pytest.raises(Misconfigured, match="not in the order"):
        Script("x", "fire", "", (Step(5, Gives.MESSAGE, "b"), Step(1, Gives.MESSAGE, "a")))
    with pytest.raises(Misconfigured, match="expects nothing"):
        Script("x", "fire", "", (Step(0, Gives.MESSAGE, "a", minutes=5),))
    with pytest.raises(Misconfigured, match="without kind and value"):
        Script("x", "fire", "", (Step(0, Gives.READINGS, "a"),))
    with pytest.raises(Misconfigured, match="without kind and level"):
        Script("x", "fire", "", (Step(0, Gives.WARNING, "a"),))
    with pytest.raises(Misconfigured, match="no step"):
        Script("x", "fire", "", ())


def test_a_script_nobody_wrote_is_not_there():
    with pytest.raises(Refusal, match="没有这个演练脚本"):
        script("nothing")


def test_a_moment_is_aware():
    assert isinstance(timed(5).due_at, datetime)
    assert timed(5).due_at.tzinfo is not None
