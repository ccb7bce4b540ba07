"""Who is on, where nobody is, how a roster goes round; without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import beijing
from ancheng.base.errors import Refusal
from ancheng.command.duty.rules import Answered, Span, answered_share, check_shift, roster, uncovered

T0 = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def span(start, end):
    return Span(T0 + timedelta(hours=start), T0 + timedelta(hours=end))


def hours(gaps):
    return [
        ((each.starts_at - T0).total_seconds() / 3600, (each.ends_at - T0).total_seconds() / 3600)
        for each in gaps
    ]


def test_the_hours_in_which_nobody_is_on_are_found():
    until = T0 + timedelta(hours=24)
    assert hours(uncovered([], T0, until)) == [(0, 24)]
    assert hours(uncovered([span(-5, 8), span(10, 12), span(12, 30)], T0, until)) == [(8, 10)]
    assert hours(uncovered([span(0, 24)], T0, until)) == []
    assert hours(uncovered([span(30, 40)], T0, until)) == [(0, 24)]
    assert hours(uncovered([span(2, 4), span(1, 6)], T0, until)) == [(0, 1), (6, 24)]


spans = st.lists(
    st.tuples(st.integers(-10, 60), st.integers(1, 30)).map(lambda pair: span(pair[0], pair[0] + pair[1])),
    max_size=10,
)


@given(spans)
def test_each_hour_is_either_manned_or_a_gap_and_never_both(shifts):
    until = T0 + timedelta(hours=48)
    gaps = uncovered(shifts, T0, until)
    for hour in range(48):
        moment = T0 + timedelta(hours=hour, minutes=30)
        manned = any(each.starts_at <= moment < each.ends_at for each in shifts)
        inside = any(each.starts_at <= moment < each.ends_at for each in gaps)
        assert manned != inside


def plan(**more):
    given = {
        "first": date(2026, 11, 24), "days": 4, "at": time(8, 30), "shift_hours": 24, "leaders": [1, 2],
        "officers": [3, 4, 5],
    }  # fmt: skip
    return roster(**{**given, **more})


def test_a_roster_covers_every_hour_and_each_takes_turns():
    planned = plan()
    assert [each.leader for each in planned] == [1, 2, 1, 2]
    assert [each.officer for each in planned] == [3, 4, 5, 3]
    assert beijing(planned[0].span.starts_at).strftime("%m-%d %H:%M") == "11-24 08:30"
    end = planned[-1].span.ends_at
    assert uncovered([each.span for each in planned], planned[0].span.starts_at, end) == []
    assert len(plan(shift_hours=8)) == 12
    assert [each.officer for each in plan(turn=1)] == [4, 5, 3, 4]


@given(st.integers(1, 92), st.sampled_from([8, 12, 24]), st.integers(1, 6), st.integers(0, 50))
def test_nobody_has_a_shift_more_than_another_in_a_whole_roster(days, length, number, turn):
    planned = plan(
        days=days, shift_hours=length, leaders=[], officers=list(range(10, 10 + number)), turn=turn
    )
    counts = [sum(each.officer == person for each in planned) for person in range(10, 10 + number)]
    assert max(counts) - min(counts) <= 1


def test_nobody_leads_and_keeps_the_desk_at_once():
    for each in plan(leaders=[3, 4], officers=[3, 4]):
        assert each.leader != each.officer
    alone = plan(leaders=[3], officers=[3])
    assert {(each.leader, each.officer) for each in alone} == {(None, 3)}


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 93}, {"shift_hours": 7}, {"officers": []}])
def test_a_roster_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(Refusal):
        plan(**wrong)


def test_a_shift_ends_after_it_begins_within_a_day_and_beside_the_others():
    check_shift(span(8, 16), [span(0, 8), span(16, 24)])
    for wrong in (span(8, 8), span(8, 33), span(7, 9)):
        with pytest.raises(Refusal):
            check_shift(wrong, [span(0, 8)])


def test_who_answered_is_a_share_of_those_called_and_nobody_called_is_none():
    assert answered_share([]) is None
    answers = [Answered(T0, T0 + timedelta(minutes=3), None), Answered(T0, None, T0)]
    assert answered_share(answers) == 50.0
    assert [each.minutes for each in answers] == [3.0, None]
