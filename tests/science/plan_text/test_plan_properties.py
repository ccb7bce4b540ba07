"""Whatever text arrives: nothing crashes, and every span points at what it says."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.plan_text import parse_plan
from ancheng.science.plan_text.clean import clean_text, fold

PIECES = st.sampled_from(
    [
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2、",
        "（1）",
        "①",
        "第一章 ",
        "第二条 ",
        "1.1 ",
        "第一阶段",
        "附件1\n",
        "重点工程\n",
        "主要任务",
        "工作步骤",
        "保障措施",
        "准备阶段（2026年3月—5月）",
        "。",
        "，",
        "、",
        "；",
        "\n",
        "\r\n",
        "\t",
        " ",
        "　",
        "（",
        "）",
        "(",
        ")",
        "【",
        "】",
        "（责任单位：",
        "牵头单位：",
        "配合单位:",
        "同上",
        "区应急局",
        "各街道办事处、地区办事处（乡政府）",
        "等",
        "负责",
        "牵头",
        "列第一位者为牵头单位，下同",
        "覆盖率达到100%",
        "不少于5,000米",
        "89项",
        "以内",
        "[bookmark: x]",
        "\ufeff",
        "\u200b",
        "\x00",
        "序号\t任务\t责任单位\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)


def check(text: str) -> None:
    """Spans lie inside the text and hold what they claim to hold."""
    plan = parse_plan(text)
    json.dumps(plan.as_json(), ensure_ascii=False)
    for start, end in [each.span for each in (*plan.groups, *plan.phases, *plan.safeguards, *plan.targets)]:
        assert 0 <= start <= end <= len(text)
    for target in plan.targets:
        assert clean_text(text[slice(*target.span)]).text.strip() == target.quote.strip()
    keys = [group.key for group in plan.groups]
    assert len(keys) == len(set(keys))
    for group in plan.groups:
        assert group.units
        assert len({unit.name for unit in group.units}) == len(group.units)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_mixture_of_the_parts_of_plans_is_read_without_a_crash(text: str) -> None:
    check(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_a_crash(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS)
def test_every_clean_character_knows_where_it_came_from(text: str) -> None:
    clean = clean_text(text)
    breaks = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029\r", "\n"))
    for offset, character in enumerate(clean.text):
        assert text[clean.origin(offset)].translate(breaks) == character


def test_hostile_strings_are_read_without_a_crash_and_come_back_unchanged(shared: Path) -> None:
    strings = json.loads((shared / "cases/hostile/blns.json").read_text(encoding="utf-8"))
    for string in strings:
        check(string)
        check(f"一、任务\n1.{string}（责任单位：区应急局）\n")
        check(f"（责任单位：{string}）（牵头单位：{string}；配合单位：区应急局）")
    check("\n".join(strings))
