"""Numbering: which line opens an item, and what its section is called."""

import pytest

from ancheng.science.plan_text import parse_plan
from ancheng.science.plan_text.clean import fold
from ancheng.science.plan_text.headings import chinese_number, marker


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("一、总体要求", "一"),
        ("十二．工作要求", "十二"),
        ("（四）健全机制。全面排查。", "(四)"),
        ("(四)健全机制", "(四)"),
        ("14.持续开展", "14"),
        ("１４．持续开展", "14"),
        ("14、持续开展", "14"),
        ("14\t持续开展", "14"),
        ("（6）人员密集场所。", "(6)"),
        ("6）人员密集场所", "(6)"),
        ("① 编制规划", "①"),
        ("⑵编制规划", "(2)"),
        ("㈡编制规划", "(二)"),
        ("1.1 指导思想", "1.1"),
        ("2.3.4 建立清单", "2.3.4"),
        ("第一章 总则", "第一章"),
        ("第十二条 本办法自印发之日起施行。", "第十二条"),
        ("第一阶段：动员部署", "第一阶段"),
        ("    四、城市安全风险信息管控工程", "四"),
    ],
)
def test_every_style_of_number_opens_an_item(line: str, label: str) -> None:
    found = marker(fold(line))
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    "line",
    [
        "2019年12月底前完成",
        "1.5亿元专项资金",
        "3.5%以上",
        "（一）至（三）项所列情形",
        "一、二级重大危险源要备案",
        "一是加强领导",
        "第三部分规定的要求，各单位要遵照执行。",
        "一、总体要求……………1",
        "普通的一行文字",
        "",
    ],
)
def test_a_line_of_prose_opens_nothing(line: str) -> None:
    assert marker(fold(line)) is None


@pytest.mark.parametrize(
    ("word", "value"), [("一", 1), ("十", 10), ("十四", 14), ("二十五", 25), ("一百零三", 103)]
)
def test_chinese_numbers_have_their_value(word: str, value: int) -> None:
    assert chinese_number(word) == value


def section_ids(text: str) -> list[str]:
    return [section.id for section in parse_plan(text).sections]


def test_a_section_is_called_by_the_whole_path_to_it() -> None:
    text = "一、甲\n二、乙\n（一）丙\n1.丁\n2.戊\n（1）己\n①庚\n②辛\n（2）壬\n（二）癸\n三、子\n"
    assert section_ids(text) == [
        "一",
        "二",
        "二(一)",
        "二(一)1",
        "二(一)2",
        "二(一)2(1)",
        "二(一)2(1)①",
        "二(一)2(1)②",
        "二(一)2(2)",
        "二(二)",
        "三",
    ]


def test_decimal_numbers_are_not_repeated_in_the_path() -> None:
    assert section_ids("1 总则\n1.1 目的\n1.2 依据\n2 任务\n2.1 评估\n2.1.1 普查\n") == [
        "1",
        "1.1",
        "1.2",
        "2",
        "2.1",
        "2.1.1",
    ]


def test_numbering_that_begins_again_below_a_title_is_an_annex_named_after_it() -> None:
    text = "一、甲\n二、乙。\n某区重点工程\n\n一、丙工程\n二、丁工程\n"
    assert section_ids(text) == ["一", "二", "重点工程", "重点工程一", "重点工程二"]


def test_an_annex_line_opens_an_annex_even_without_restart() -> None:
    text = "一、甲\n内容。\n附件1\n任务分工表\n（一）丙\n"
    assert section_ids(text) == ["一", "附件1", "附件1(一)"]


def test_a_repeated_number_without_a_title_is_no_annex_and_ordinals_go_on() -> None:
    text = "一、甲。（责任单位：区应急局）\n一、乙。（责任单位：区水务局）\n"
    assert [group.key for group in parse_plan(text).groups] == [("一", 1), ("一", 2)]


def test_every_character_of_an_item_stands_in_its_span() -> None:
    text = "前言。\n一、甲\n内容一。\n（一）乙。内容二。\n二、丙\n"
    for section in parse_plan(text).sections:
        assert section.title in text[slice(*section.span)]
    covered = "".join(text[slice(*section.span)] for section in parse_plan(text).sections)
    assert covered == "一、甲\n内容一。（一）乙。内容二。二、丙"
