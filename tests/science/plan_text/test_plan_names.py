"""Names of units: one spelling, and what is no unit."""

import pytest

from ancheng.science.plan_text.names import is_generic, looks_like_unit, normalise_unit_name


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("区应急局", "区应急局"),
        (" 区 应急局　", "区应急局"),
        ("各街道办事处、地区办事处（乡政府）", "各街道办事处、地区办事处(乡政府)"),
        ("各街道办事处、地区办事处(乡政府)", "各街道办事处、地区办事处(乡政府)"),
        ("地区办事处〔乡政府〕", "地区办事处(乡政府)"),
        ("Ａ区应急局。", "A区应急局"),
        ("区应急\u200b局", "区应急局"),
        ("", ""),
    ],
)
def test_one_unit_has_one_spelling_however_it_was_typed(written: str, normalised: str) -> None:
    assert normalise_unit_name(written) == normalised


def test_normalising_twice_changes_nothing_more() -> None:
    once = normalise_unit_name("“朝阳 交通支队”（市 公安局）")
    assert normalise_unit_name(once) == once


@pytest.mark.parametrize(
    "name",
    [
        "区应急局",
        "朝阳消防救援支队",
        "各省级人民政府",
        "空管委办公室",
        "北京冬奥组委",
        "人民银行",
        "区融媒体中心",
    ],
)
def test_names_of_units_are_recognised(name: str) -> None:
    assert looks_like_unit(name)


@pytest.mark.parametrize(
    "phrase",
    ["谁主管谁", "企业自行", "含地下建筑", "以下简称区应急局的", "并报区应急局", "x", "不得由区应急局"],
)
def test_words_of_a_sentence_are_no_unit(phrase: str) -> None:
    assert not looks_like_unit(phrase)


def test_a_bare_word_such_as_enterprise_names_no_unit_in_particular() -> None:
    assert is_generic("企业")
    assert not is_generic("区属企业")
