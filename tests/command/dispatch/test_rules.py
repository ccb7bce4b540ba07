"""The rules of dispatch as values: packages, clocks of phones, punctuality, run cards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.command.dispatch import rules
from ancheng.command.dispatch.declare import ABILITIES, Need, RunCard
from ancheng.command.dispatch.registry import CARDS

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def crew(key, seconds=100.0, abilities=("fire",), ready=True, placed=True):
    return rules.Standing(key, frozenset(abilities), ready, placed, seconds)


def test_the_first_to_arrive_fill_a_line_and_nobody_fills_two():
    crews = [crew(1, 300), crew(2, 100, ("fire", "medical")), crew(3, 200)]
    fire, medical = rules.package([Need("fire", 2), Need("medical", 1)], crews)
    assert fire.chosen == ((2, 100), (3, 200))
    assert (medical.chosen, medical.short, medical.why) == ((), 1, rules.Lack.ALL_OUT)


@pytest.mark.parametrize(
    ("crews", "why"),
    [
        ([], rules.Lack.NONE_KNOWN),
        ([crew(1, abilities=("gas",))], rules.Lack.NONE_KNOWN),
        ([crew(1, ready=False)], rules.Lack.ALL_OUT),
        ([crew(1, None, placed=False)], rules.Lack.NO_PLACE),
        ([crew(1, None)], rules.Lack.UNREACHABLE),
        ([crew(1, 301.0)], rules.Lack.TOO_LATE),
        ([crew(1, 300.0)], ""),
    ],
)
def test_each_shortfall_has_its_reason(crews, why):
    assert rules.package([Need("fire", 1, 5)], crews)[0].why == why
    assert why == "" or rules.LACKS[why]


crews = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["fire", "gas"]), min_size=1), st.booleans(), st.none() | st.floats(1, 9999)
    ),
    max_size=12,
)


@given(crews, st.integers(1, 4), st.integers(1, 4))
def test_a_package_never_names_anybody_twice_and_counts_what_lacks(rows, fire, gas):
    known = [
        crew(n, far, abilities, ready, far is not None) for n, (abilities, ready, far) in enumerate(rows)
    ]
    lines = rules.package([Need("fire", fire), Need("gas", gas)], known)
    named = [key for line in lines for key, _ in line.chosen]
    assert len(named) == len(set(named))
    for line in lines:
        assert len(line.chosen) + line.short == line.need.number
        assert all(known[key].ready and line.need.ability in known[key].abilities for key, _ in line.chosen)
        assert bool(line.why) or not line.short


@given(st.integers(-200_000, 200_000), st.integers(0, 86_000))
def test_what_a_phone_says_lies_between_the_last_step_and_now_or_is_refused(off, elapsed):
    before = NOW - elapsed * SECOND
    try:
        found = rules.believed(NOW + off * SECOND, received=NOW, not_before=before)
    except Refusal:
        assert off < -86_400
    else:
        assert before <= found.at <= NOW


def test_without_a_word_of_the_phone_the_server_is_believed():
    assert rules.believed(None, received=NOW, not_before=NOW).at == NOW


def test_thirty_minutes_from_the_call_and_the_clause_stands_beside_it():
    assert rules.elevator_due(NOW, date(2026, 11, 24)) == NOW + timedelta(minutes=30)
    assert "TSG T5002-2017" in rules.ELEVATOR_MINUTES.in_force(date(2026, 11, 24)).citation
    assert "未核对" in rules.STEP_MINUTES.in_force(date(2026, 11, 24)).citation


def test_punctuality_is_unknown_without_arrivals_and_a_fifth_more_is_still_in_time():
    assert rules.punctuality([]).percent is None
    found = rules.punctuality([(100, 119), (100, 121), (0, 50)])
    assert (found.arrived, found.punctual, found.percent, found.median_error) == (2, 1, 50.0, 21.0)
    assert rules.share({"a": 3, "b": 1}) == [("a", 3, 75.0), ("b", 1, 25.0)]
    assert rules.share({}) == []


@pytest.mark.parametrize("name", sorted(CARDS))
def test_each_run_card_needs_known_abilities_and_says_where_it_is_from(name):
    card = CARDS[name]
    assert card.basis
    assert card.zh
    assert card.en
    assert all(each.ability in ABILITIES and each.number > 0 for each in card.needs)
    if not card.verified and "：" not in card.basis:
        assert "未核对" in card.basis


def test_a_card_with_an_unknown_ability_stops_the_start():
    with pytest.raises(ValueError, match="magic"):
        RunCard("甲", "A", (Need("magic", 1),), "x")
