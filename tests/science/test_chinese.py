"""Chinese text for searching and comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.chinese import bigrams, comparable, half_width, initials, search_forms


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("朝阳区应急局", "cyqyjj"),
        ("重庆路3号", "cql3h"),
        ("ＬＮＧ站（北）", "lngzb"),
        ("", ""),
        ("a-b", "ab"),
    ],
)
def test_initials_are_what_an_officer_types(text, letters):
    assert initials(text) == letters


def test_wide_letters_become_narrow_and_chinese_punctuation_stays():
    assert half_width("ＡＢ１２％　，。（）：；“”") == "AB12% ，。（）：；“”"
    assert half_width("⽔务局") == "水务局"


@given(st.text())
def test_narrowing_twice_is_narrowing_once(text):
    assert half_width(half_width(text)) == half_width(text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("管线", "管线"),
        ("管线图", "管线 线图"),
        ("LNG站３号井", "lng 站 3 号井"),
        ("，。", ""),
        ("𠮷野家", "𠮷野 野家"),
    ],
)
def test_pairs_find_a_two_character_word(text, pairs):
    assert bigrams(text) == pairs


@given(st.text(st.sampled_from("管线燃气井盖"), min_size=2, max_size=12), st.data())
def test_every_two_character_word_of_a_text_is_among_its_pairs(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    assert text[start : start + 2] in bigrams(text).split()


def test_names_compare_equal_whatever_their_brackets_and_blanks():
    assert comparable("北京市 朝阳区（应急）") == comparable("北京市朝阳区(应急)")
    assert comparable("ＡBc") == "abc"


def test_a_search_text_is_always_a_substring_and_sometimes_more():
    assert search_forms("cyqyjj").initials == "cyqyjj"
    assert search_forms("管线").initials is None
    assert search_forms("ｘｆ-0012").code == "XF-0012"
    assert search_forms("110105001").code == "110105001"
    assert search_forms("cyqyjj").code is None
    assert search_forms(" 管线　图 ").text == "管线 图"
    assert search_forms("   ").empty
