"""Lists by edition and date, scores, what follows: pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import add_months
from ancheng.base.editions import NotInForce
from ancheng.base.errors import Refusal
from ancheng.supervision.credit import rules
from ancheng.supervision.credit.rules import Grade, Kind, Known, List

ON = date(2026, 11, 24)
FACTS = "处罚决定书〔2026〕8号，情节严重。"


def test_published_in_2020_it_lasts_one_year_and_removal_is_asked_for_in_the_last_thirty_days():
    for listed in (List.JOINT, List.BLACK):
        assert rules.expires_on(listed, date(2020, 6, 1)) == date(2021, 6, 1)
        assert rules.removal_window(listed, date(2020, 6, 1)) == (date(2021, 5, 2), date(2021, 6, 1))


def test_published_in_2024_it_lasts_three_years_and_removal_is_asked_for_after_twelve_months():
    assert rules.expires_on(List.SERIOUS, date(2024, 6, 1)) == date(2027, 6, 1)
    assert rules.removal_window(List.SERIOUS, date(2024, 6, 1)) == (date(2025, 6, 1), date(2027, 6, 1))


def test_the_rule_changes_on_1_october_2023_and_not_a_day_earlier():
    assert rules.RULES.gaps() == []
    assert rules.expires_on(List.JOINT, date(2023, 9, 30)) == date(2024, 9, 30)
    assert rules.expires_on(List.SERIOUS, date(2023, 10, 1)) == date(2026, 10, 1)
    with pytest.raises(NotInForce):
        rules.RULES.in_force(date(2017, 5, 8))


def test_the_rule_of_2017_knows_ten_behaviours_and_the_ground_of_the_black_list():
    rule = rules.RULES.in_force(date(2020, 1, 1)).value
    assert sum(List.BLACK not in each.lists for each in rule.behaviours) == 10
    assert sum(List.BLACK in each.lists for each in rule.behaviours) == 1


@pytest.mark.parametrize(
    ("listed", "behaviour", "on"),
    [(List.JOINT, "licence", date(2020, 1, 1)), (List.BLACK, "black", date(2020, 1, 1)), (List.SERIOUS, "licence", ON), (List.RED, "", ON)],
)  # fmt: skip
def test_a_listing_names_a_list_and_a_ground_that_the_rule_of_the_day_knows(listed, behaviour, on):
    rules.check_listing(listed, behaviour, on, facts=FACTS)


@pytest.mark.parametrize(
    ("listed", "behaviour", "on"),
    [(List.JOINT, "licence", ON), (List.BLACK, "black", ON), (List.SERIOUS, "licence", date(2020, 1, 1)), (List.BLACK, "licence", date(2020, 1, 1)), (List.SERIOUS, "mining", ON), (List.SERIOUS, "", ON)],
)  # fmt: skip
def test_a_list_or_ground_of_another_edition_is_refused(listed, behaviour, on):
    with pytest.raises(Refusal):
        rules.check_listing(listed, behaviour, on, facts=FACTS)


def test_a_listing_without_facts_is_refused():
    with pytest.raises(Refusal, match="事实和依据"):
        rules.check_listing(List.SERIOUS, "licence", ON, facts="有问题")


@pytest.mark.parametrize(
    ("published", "on", "fine"),
    [
        (date(2020, 6, 1), date(2021, 5, 1), False), (date(2020, 6, 1), date(2021, 5, 2), True), (date(2020, 6, 1), date(2021, 6, 1), True),
        (date(2020, 6, 1), date(2021, 6, 2), False), (date(2024, 6, 1), date(2025, 5, 31), False), (date(2024, 6, 1), date(2025, 6, 1), True),
    ],
)  # fmt: skip
def test_removal_is_asked_for_within_the_window_and_on_no_day_beside_it(published, on, fine):
    listed = List.JOINT if published.year < 2023 else List.SERIOUS
    if fine:
        rules.check_removal(listed, published, on, "已完成全部整改并通过复查。")
    else:
        with pytest.raises(Refusal, match="移出申请应在"):
            rules.check_removal(listed, published, on, "已完成全部整改并通过复查。")


@given(st.dates(date(2017, 5, 9), date(2090, 1, 1)))
def test_every_listing_ends_and_its_window_lies_before_the_end(published):
    listed = List.JOINT if published < rules.SINCE_2023 else List.SERIOUS
    first, last = rules.removal_window(listed, published)
    assert published < first <= last == rules.expires_on(listed, published)


@pytest.mark.parametrize(("day", "months", "found"), [("2024-02-29", 12, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2023-11-30", 3, "2024-02-29"), ("2024-12-15", 1, "2025-01-15"), ("2024-12-31", 12, "2025-12-31")])  # fmt: skip
def test_months_are_added_by_the_calendar(day, months, found):
    assert add_months(date.fromisoformat(day), months).isoformat() == found


def known(*kinds, days=10):
    return [Known(each, ON - timedelta(days=days)) for each in kinds]


def test_nothing_known_against_it_is_b_and_an_award_alone_makes_no_a_where_it_does_not_reach():
    assert rules.rate([], listed=False, on=ON).grade == Grade.B
    assert rules.rate(known(Kind.STANDARD), listed=False, on=ON).grade == Grade.A
    assert rules.rate(known(Kind.INSURED), listed=False, on=ON).score == 87


@pytest.mark.parametrize(
    ("kinds", "score", "grade"),
    [
        ((Kind.PENALTY,), 79, "B"), ((Kind.PENALTY, Kind.PENALTY), 73, "C"), ((Kind.ACCIDENT_GENERAL,), 65, "C"),
        ((Kind.ACCIDENT_GENERAL, Kind.PENALTY), 59, "D"), ((Kind.ACCIDENT_MAJOR,), 5, "D"), ((Kind.ACCIDENT_MAJOR,) * 3, 0, "D"),
        ((Kind.DANGER_OVERDUE,), 75, "B"), ((Kind.AWARD,) * 9, 95, "A"),
    ],
)  # fmt: skip
def test_a_score_is_the_start_and_what_counts(kinds, score, grade):
    rated = rules.rate(known(*kinds), listed=False, on=ON)
    assert (rated.score, rated.grade.value) == (score, grade)
    assert "未核对" in rated.citation


def test_a_penalty_counts_for_twelve_months_to_the_day():
    last, gone = add_months(ON, -12) + timedelta(days=1), add_months(ON, -12)
    assert rules.rate([Known(Kind.PENALTY, last)], listed=False, on=ON).score == 79
    assert rules.rate([Known(Kind.PENALTY, gone)], listed=False, on=ON).score == 85


def test_what_lies_in_the_future_does_not_count_yet():
    assert rules.rate([Known(Kind.PENALTY, ON + timedelta(days=1))], listed=False, on=ON).score == 85


def test_who_is_listed_has_d_however_many_awards():
    rated = rules.rate(known(Kind.AWARD, Kind.AWARD, Kind.STANDARD), listed=True, on=ON)
    assert (rated.score, rated.grade) == (100, Grade.D)


@given(st.lists(st.sampled_from(list(Kind)), max_size=40), st.booleans())
def test_every_score_is_a_percentage_whose_lines_explain_it(kinds, listed):
    rated = rules.rate(known(*kinds), listed=listed, on=ON)
    assert 0 <= rated.score <= 100
    assert rated.score == max(0, min(100, 85 + sum(each.points for each in rated.lines)))


def test_every_kind_has_words_and_points():
    assert set(Kind) == {each.kind for each in rules.SCALE.in_force(ON).value.items}


def test_the_worse_the_credit_the_more_often_it_is_inspected():
    factors = [rules.weight(each, listed=False, red=False, on=ON).factor for each in Grade]
    assert factors == sorted(factors)
    assert rules.weight(Grade.A, listed=True, red=True, on=ON).factor == 3.0 > factors[-1]


def test_nobody_rated_it_is_not_a_good_grade():
    weight = rules.weight(None, listed=False, red=False, on=ON)
    assert weight.factor == 1.0 > rules.weight(Grade.A, listed=False, red=False, on=ON).factor
    assert "尚未评定" in weight.why


def test_the_red_list_lowers_the_weight_of_the_good_only():
    assert rules.weight(Grade.B, listed=False, red=True, on=ON).factor == 0.5
    assert rules.weight(Grade.D, listed=False, red=True, on=ON).factor == 2.0


def test_a_ground_is_read_in_the_words_of_its_own_edition():
    assert "迟报" in rules.behaviour_label("concealed", date(2020, 1, 1))
    assert "迟报" not in rules.behaviour_label("concealed", ON)
