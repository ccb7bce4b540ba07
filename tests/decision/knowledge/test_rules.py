"""Validity on a day, versions side by side, words of a search, likeness with its reasons."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.rules import Described, Validity, compare, highlight, likeness, validity

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (TODAY, None, Validity.IN_FORCE),
        (TODAY + DAY, None, Validity.TO_COME),
        (TODAY - DAY, TODAY, Validity.IN_FORCE),
        (TODAY - DAY * 2, TODAY - DAY, Validity.ENDED),
        (None, None, Validity.UNKNOWN),
        (None, TODAY - DAY, Validity.ENDED),
    ],
)
def test_first_and_last_day_are_included_and_no_date_is_not_in_force(begins, ends, expected):
    assert validity(begins, ends, TODAY) == expected


def test_versions_are_compared_article_by_article():
    old = [("第一条", "甲"), ("第二条", "乙"), ("第三条", "丙")]
    new = [("第一条", "甲"), ("第三条", "丙改"), ("第四条", "丁")]
    found = compare(old, new)
    assert [(each.clause, each.kind) for each in found] == [
        ("第一条", "same"),
        ("第二条", "removed"),
        ("第三条", "changed"),
        ("第四条", "added"),
    ]


articles = st.dictionaries(st.sampled_from([f"第{n}条" for n in range(1, 9)]), st.sampled_from("甲乙丙")).map(
    lambda found: list(found.items())
)


@given(articles, articles)
def test_a_comparison_loses_no_article_and_invents_none(old, new):
    found = compare(old, new)
    assert sorted(each.clause for each in found if each.old is not None) == sorted(key for key, _ in old)
    assert [(each.clause, each.new) for each in found if each.new is not None] == new


def test_words_of_a_search_are_cut_by_the_dictionary():
    assert rules.lexemes("燃气泄漏处置") == "'燃气' & '泄漏' & '处置'"
    assert rules.lexemes("GB 18218") == "'gb':* & '18218':*"
    assert rules.lexemes("、。") == ""
    assert "''" not in rules.lexemes("it's").replace("'s'", "")


def test_a_hit_is_shown_with_its_surroundings():
    pieces = highlight("用户" * 50 + "发现燃气泄漏立即关阀", "燃气")
    assert [each.text for each in pieces if each.marked] == ["燃气"]
    assert pieces[0].text == "…"
    assert highlight("没有那个词", "燃气") == []


@given(st.text(max_size=200), st.text(max_size=10))
def test_highlighting_never_changes_the_text(text, query):
    pieces = highlight(text, query, around=500)
    assert not pieces or "".join(each.text for each in pieces) == text


def test_a_case_of_the_same_kind_substance_and_words_is_alike_and_says_why():
    asked = Described("gas", "居民小区厨房", "天然气", "厨房胶管老化泄漏")
    known = Described("gas", "某居民小区", "天然气", "胶管老化导致厨房爆燃")
    found = likeness(asked, known, TODAY)
    assert [each.aspect for each in found.reasons] == ["kind", "substance", "place", "text"]
    assert {"胶管", "老化", "厨房"} <= set(found.reasons[3].words)
    assert found.score == pytest.approx(sum(each.points for each in found.reasons), abs=0.11)


def test_what_nobody_knows_makes_no_two_cases_alike():
    assert likeness(Described(), Described(), TODAY).score == 0


described = st.builds(
    Described,
    st.sampled_from(["", "gas", "fire"]),
    *[st.lists(st.sampled_from(["燃气", "厨房", "仓库", "油漆", "电焊"]), max_size=4).map("".join)] * 3,
)


@given(described, described)
def test_likeness_lies_between_nought_and_a_hundred_and_nothing_is_more_alike_than_itself(one, other):
    found = likeness(one, other, TODAY)
    assert 0 <= found.score <= 100.1
    assert found.score <= likeness(one, one, TODAY).score + 0.2
    assert all(each.points > 0 for each in found.reasons)


def test_what_is_stored_of_a_text_depends_on_no_dictionary(monkeypatch):
    before = rules.vector("燃气软管更换周期", "居民用户", "软管使用满十八个月应更换")
    monkeypatch.setattr(rules, "segments", lambda text: [])
    assert rules.vector("燃气软管更换周期", "居民用户", "软管使用满十八个月应更换") == before


def test_a_long_question_is_asked_word_by_word_and_not_as_one_run():
    asked = rules.lexemes("燃气软管更换周期")
    for pair in ("燃气", "软管", "更换", "周期"):
        assert f"'{pair}'" in asked
    for across in ("气软", "管更", "换周"):
        assert f"'{across}'" not in asked
