"""Adopting a corrected plan: what stayed, what changed, what moved, what is new, what is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.plan_text import compare, parse_plan

ITEMS = [
    "源头治理。编制综合规划，落实安全标准，推进产业升级改造。（责任单位：区发展改革委、区应急局）",
    "隐患排查。对危险化学品和工业企业开展专项排查，建立台账。（责任单位：区应急局等）",
    "宣传教育。组织安全生产月活动，中小学覆盖率达到100%。（责任单位：区教委）",
    "应急演练。每年组织综合演练，评估应急准备能力并改进。（责任单位：区应急局、区气象局）",
]


def plan_of(items: list[str], phase: str = "（一）准备阶段（2026年3月底前）") -> str:
    numbered = "\n".join(f"{index}.{item}" for index, item in enumerate(items, 1))
    return f"某区工作方案\n一、主要任务\n{numbered}\n二、工作步骤\n{phase}\n印发方案。\n"


def test_the_same_plan_has_no_difference() -> None:
    plan = parse_plan(plan_of(ITEMS))
    difference = compare(plan, plan)
    assert difference.is_empty
    assert len(difference.unchanged) == 4


def test_a_unit_added_to_a_clause_is_a_change_of_units_only() -> None:
    new = [ITEMS[0], ITEMS[1].replace("区应急局等", "区应急局、区水务局等"), *ITEMS[2:]]
    difference = compare(parse_plan(plan_of(ITEMS)), parse_plan(plan_of(new)))
    (change,) = difference.changed
    assert change.fields == ("units",)
    assert change.old.section == "一2"
    assert len(difference.unchanged) == 3


def test_reworded_sentences_in_the_same_place_are_a_change_of_text() -> None:
    new = [ITEMS[0].replace("推进产业升级改造", "加快产业升级"), *ITEMS[1:]]
    (change,) = compare(parse_plan(plan_of(ITEMS)), parse_plan(plan_of(new))).changed
    assert change.fields == ("text",)


def test_a_task_put_in_front_moves_the_others_and_loses_none() -> None:
    added = "电动自行车治理。建设充电设施，清理楼道停放。（责任单位：区城管委）"
    difference = compare(parse_plan(plan_of(ITEMS)), parse_plan(plan_of([added, *ITEMS])))
    assert [group.title for group in difference.added] == ["电动自行车治理"]
    assert [(move.old.section, move.new.section) for move in difference.moved] == [
        ("一1", "一2"),
        ("一2", "一3"),
        ("一3", "一4"),
        ("一4", "一5"),
    ]
    assert difference.removed == ()
    assert all(move.fields == () for move in difference.moved)


def test_a_task_that_is_gone_is_removed_and_its_target_with_it() -> None:
    difference = compare(parse_plan(plan_of(ITEMS)), parse_plan(plan_of(ITEMS[:2] + ITEMS[3:])))
    assert [group.title for group in difference.removed] == ["宣传教育"]
    assert [target.value for target in difference.targets_removed] == [100]


def test_an_unrelated_task_in_the_same_place_is_removed_and_added_not_changed() -> None:
    other = "水域救援。配备冲锋舟和潜水装备，训练骨干队员。（责任单位：区水务局）"
    difference = compare(parse_plan(plan_of(ITEMS)), parse_plan(plan_of([*ITEMS[:3], other])))
    assert [group.title for group in difference.removed] == ["应急演练"]
    assert [group.title for group in difference.added] == ["水域救援"]


def test_a_phase_with_a_new_date_is_shown_as_old_and_new() -> None:
    new = plan_of(ITEMS, "（一）准备阶段（2026年6月底前）")
    difference = compare(parse_plan(plan_of(ITEMS)), parse_plan(new))
    assert len(difference.phases_added) == len(difference.phases_removed) == 1
    assert not difference.is_empty


@given(st.permutations(ITEMS), st.lists(st.sampled_from(ITEMS), max_size=4))
def test_every_group_of_both_versions_stands_in_exactly_one_list(old: list[str], new: list[str]) -> None:
    before, after = parse_plan(plan_of(old)), parse_plan(plan_of(new))
    difference = compare(before, after)
    pairs = [*difference.unchanged, *difference.changed, *difference.moved]
    assert sorted([each.old.key for each in pairs] + [each.key for each in difference.removed]) == sorted(
        group.key for group in before.groups
    )
    assert sorted([each.new.key for each in pairs] + [each.key for each in difference.added]) == sorted(
        group.key for group in after.groups
    )
