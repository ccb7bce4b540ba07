"""Codes issued by the state: what passes, and what a clerk is told when one does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.codes import (
    CREDIT_ALPHABET,
    ORGANISATION_ALPHABET,
    Level,
    adcode_fault,
    check_digit,
    credit_code_fault,
    is_credit_code,
    level_of,
    lies_within,
    organisation_check_digit,
    organisation_code_fault,
    organisation_part,
    parent_of,
    short_adcode,
    tidy,
)
from ancheng.base.errors import Refusal

BODIES = st.builds(
    lambda kind, area, rest: kind + area + rest,
    st.text(CREDIT_ALPHABET, min_size=2, max_size=2),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(CREDIT_ALPHABET, min_size=9, max_size=9),
)


@given(BODIES)
def test_a_body_with_its_check_digit_is_a_credit_code(body):
    assert credit_code_fault(body + check_digit(body)) == ""


@given(BODIES, st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_is_always_noticed(body, place, other):
    code = body + check_digit(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert is_credit_code(wrong) is (wrong == code)


@given(BODIES, st.integers(0, 15))
def test_two_neighbouring_characters_swapped_are_noticed(body, place):
    code = body + check_digit(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_credit_code(swapped) is (swapped == code)


def test_a_weighted_sum_divisible_by_31_has_the_check_digit_zero():
    assert check_digit("0" * 17) == "0"


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "请填写"),
        ("9111000080210043", "现为 16 位"),
        ("91110000802100433B8", "现为 19 位"),
        ("9111O000802100433B", "第 5 位“O”"),
        ("91350100M000100Y4Z", "第 18 位“Z”"),
        ("91350100m000100Y43", "第 9 位“m”"),
        ("91110000802100433C", "末位应为“B”"),
        ("91310115MA1H8R7C6D", "末位应为“7”"),
        ("9A350100M000100Y43", "末位应为"),
        ("91A50100M000100Y43", "第 3 至 8 位应为 6 位数字"),
    ],
)
def test_the_clerk_is_told_which_rule_a_code_breaks(code, part):
    assert part in credit_code_fault(code)


def test_a_code_copied_from_a_licence_is_tidied_before_checking():
    assert tidy(" ９１３５０１００ m000-100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize("code", ["71526726X", "802100433", "551385082"])
def test_published_organisation_codes_pass(code):
    assert organisation_code_fault(code) == ""


@given(st.text(ORGANISATION_ALPHABET, min_size=8, max_size=8))
def test_an_organisation_code_carries_its_own_check_character(body):
    assert organisation_code_fault(body + organisation_check_digit(body)) == ""


def test_faults_of_an_organisation_code_are_named():
    assert "现为 8 位" in organisation_code_fault("71526726")
    assert "第 1 位“中”" in organisation_code_fault("中1526726X")
    assert "末位应为“X”" in organisation_code_fault("715267261")
    assert organisation_part("9144030071526726XG") == "71526726X"


def test_a_check_digit_of_something_else_is_refused():
    with pytest.raises(Refusal):
        check_digit("123")
    with pytest.raises(Refusal):
        organisation_check_digit("中文")


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("110105001002", Level.COMMUNITY, "110105001"),
        ("110105001", Level.SUBDISTRICT, "110105"),
        ("110105001000", Level.SUBDISTRICT, "110105"),
        ("110105", Level.DISTRICT, "110100"),
        ("110105000000", Level.DISTRICT, "110100"),
        ("110100", Level.CITY, "110000"),
        ("110000", Level.PROVINCE, None),
    ],
)
def test_a_division_knows_its_level_and_its_parent(code, level, parent):
    assert level_of(code) is level
    assert parent_of(code) == parent


def test_a_community_of_chaoyang_lies_within_beijing_and_not_within_hebei():
    assert lies_within("110105001002", "110000")
    assert lies_within("110105001002", "110105001000")
    assert not lies_within("110105001002", "130000")
    assert not lies_within("110105", "110105001")


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("11010A", "只能是数字"),
        ("１１０１０５", "只能是数字"),
        ("11010", "现为 5 位"),
        ("990105", "不是省级代码"),
        ("110100001", "缺少县区级"),
        ("110105000001", "缺少街道乡镇级"),
        ("110005", "缺少市级"),
    ],
)
def test_a_wrong_division_code_is_explained(code, part):
    assert part in adcode_fault(code)
    with pytest.raises(Refusal):
        level_of(code)


def test_zeros_appended_by_statistics_do_not_make_another_division():
    assert short_adcode("110105000000") == "110105"
    assert short_adcode("110000") == "110000"
