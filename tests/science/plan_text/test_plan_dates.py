"""Dates of phases and time limits as plans write them."""

from datetime import date

import pytest

from ancheng.science.plan_text.dates import find_period


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("2019年12月底前", None, date(2019, 12, 31)),
        ("2020年1月", date(2020, 1, 1), date(2020, 1, 31)),
        ("2020年2月—5月", date(2020, 2, 1), date(2020, 5, 31)),
        ("2020年5月—2020年6月", date(2020, 5, 1), date(2020, 6, 30)),
        ("2026年3月1日至15日", date(2026, 3, 1), date(2026, 3, 15)),
        ("2026年3月1日-4月30日", date(2026, 3, 1), date(2026, 4, 30)),
        ("2026年10月至次年3月", date(2026, 10, 1), date(2027, 3, 31)),
        ("２０２６年１月～６月底", date(2026, 1, 1), date(2026, 6, 30)),
        ("二〇二六年十月至十二月", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026.3.1—2026.5.31", date(2026, 3, 1), date(2026, 5, 31)),
        ("2026年上半年", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026—2028年", date(2026, 1, 1), date(2028, 12, 31)),
        ("2026年底前", None, date(2026, 12, 31)),
        ("2026年2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("自2026年7月起", date(2026, 7, 1), None),
        ("2026年6月中旬", date(2026, 6, 11), date(2026, 6, 20)),
    ],
)
def test_a_period_has_the_first_and_last_day_that_the_words_state(
    words: str, starts: date | None, ends: date | None
) -> None:
    period = find_period(f"某阶段（{words}）")
    assert period is not None
    assert (period.starts, period.ends) == (starts, ends)


@pytest.mark.parametrize(
    "words", ["", "年底前", "长期坚持", "2026年13月", "2026年2月30日", "9999年1月", "2026年5月—3月"]
)
def test_words_that_state_no_possible_date_give_none(words: str) -> None:
    assert find_period(words) is None
