"""From a plan's text to its groups, phases and safeguards."""

import json
from datetime import date

import pytest

from ancheng.science.plan_text import Kind, Plan, Role, parse_plan

PLAN = """某区人民政府办公室
关于印发《某区安全发展行动方案》的通知

某政办发〔2026〕7号

各有关单位：
    依据有关规定（京政办发〔2019〕17号）制定。

某区安全发展行动方案

一、总体要求
（一）目标。到2027年底，隐患整改率达到100%。
二、主要任务
（一）源头治理
1.科学规划。编制规划。（责任单位：区发展改革委、区应急局等，各街道办事处、地区办事处（乡政府））论证评估。(责任单位:区应急局）
[bookmark: _Toc1]2.隐患治理。全面排查。（责任单位：区应急局）
（1）工业企业。查粉尘。（责任单位：区应急局）
（2）建筑施工。查深基坑。
另起一段再查。（责任单位：区住房城乡建设委）
三、工作步骤
分为以下2个阶段：
（一）准备阶段（2026年3月底前）
印发方案。
（二）实施阶段（2026年4月—2027年3月）
逐项推进。
四、保障措施
（一）加强领导。成立专班，区应急局负责日常工作。
（二）严格考核。纳入考核。

某区办公室
2026年2月1日

某区重点工程

一、消防站工程
建设消防站。（责任单位：区消防救援支队）
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_plan(PLAN)


def test_the_plan_has_its_own_name_and_number_not_those_it_cites(plan: Plan) -> None:
    assert plan.title == "某区安全发展行动方案"
    assert plan.number == "某政办发〔2026〕7号"


def test_each_clause_is_a_group_counted_inside_its_section(plan: Plan) -> None:
    assert [group.key for group in plan.groups] == [
        ("二(一)1", 1),
        ("二(一)1", 2),
        ("二(一)2", 1),
        ("二(一)2(1)", 1),
        ("二(一)2(2)", 1),
        ("重点工程一", 1),
    ]


def test_tasks_subtasks_and_key_projects_are_told_apart(plan: Plan) -> None:
    kinds = [group.kind for group in plan.groups]
    assert kinds == [Kind.TASK, Kind.TASK, Kind.TASK, Kind.SUBTASK, Kind.SUBTASK, Kind.KEY_PROJECT]


def test_a_group_answers_for_the_sentences_since_the_clause_before(plan: Plan) -> None:
    assert [group.text for group in plan.groups] == [
        "科学规划。编制规划。",
        "论证评估。",
        "隐患治理。全面排查。",
        "工业企业。查粉尘。",
        "建筑施工。查深基坑。\n另起一段再查。",
        "消防站工程\n建设消防站。",
    ]
    assert [group.title for group in plan.groups][:2] == ["科学规划", "科学规划"]


def test_the_span_of_a_group_lights_up_its_words_and_its_clause_in_the_document(plan: Plan) -> None:
    for group in plan.groups:
        lit = PLAN[slice(*group.span)]
        assert group.text in lit
        assert lit.endswith(group.clause)
    assert PLAN[slice(*plan.groups[2].span)].startswith("2.隐患治理")


def test_an_open_list_is_marked_and_a_closed_one_is_not(plan: Plan) -> None:
    assert [group.open_ended for group in plan.groups] == [True, False, False, False, False, False]


def test_phases_have_titles_without_dates_and_dates_apart(plan: Plan) -> None:
    assert [(each.section, each.title, each.starts, each.ends) for each in plan.phases] == [
        ("三(一)", "准备阶段", None, date(2026, 3, 31)),
        ("三(二)", "实施阶段", date(2026, 4, 1), date(2027, 3, 31)),
    ]
    assert plan.phases[0].text == "印发方案。"


def test_safeguards_end_before_signature_and_annex(plan: Plan) -> None:
    assert [(each.section, each.title, each.text) for each in plan.safeguards] == [
        ("四(一)", "加强领导", "成立专班，区应急局负责日常工作。"),
        ("四(二)", "严格考核", "纳入考核。"),
    ]


def test_the_json_holds_only_plain_values(plan: Plan) -> None:
    value = json.loads(json.dumps(plan.as_json(), ensure_ascii=False))
    assert set(value) == {"title", "number", "groups", "phases", "safeguards", "targets"}
    assert value["phases"][0] == {
        "section": "三(一)",
        "title": "准备阶段",
        "starts": None,
        "ends": "2026-03-31",
        "text": "印发方案。",
        "span": list(plan.phases[0].span),
    }
    assert value["groups"][1]["units"] == [{"name": "区应急局", "role": "responsible"}]


def test_windows_line_ends_change_offsets_but_not_what_is_read(plan: Plan) -> None:
    text = PLAN.replace("\n", "\r\n")
    other = parse_plan(text)
    assert [(each.key, each.title, each.units) for each in other.groups] == [
        (each.key, each.title, each.units) for each in plan.groups
    ]
    for group in other.groups:
        assert text[slice(*group.span)].endswith(group.clause)


@pytest.mark.parametrize(
    "prose",
    [
        "区应急局负责日常工作，由区水务局牵头推进。",
        "坚持谁主管谁负责（谁审批谁负责）的原则。",
        "企业（含分支机构）对本单位负责。",
        "落实企业主体责任（企业负责）。",
        "按照区政府（区应急局负责）的要求办理。",
        "各责任单位：要抓好落实。",
        "责任单位：要严格落实，认真整改。",
        "（责任单位：）",
    ],
)
def test_prose_about_responsibility_makes_no_group(prose: str) -> None:
    assert parse_plan(f"一、原则\n（一）要求。{prose}\n").groups == ()


def test_a_document_without_clauses_yields_nothing() -> None:
    plan = parse_plan("今天天气很好。\n我们去公园。\n")
    assert (plan.groups, plan.phases, plan.safeguards, plan.targets) == ((), (), (), ())
    assert plan.number is None


def test_the_first_unit_leads_from_the_sentence_that_says_so_onward() -> None:
    plan = parse_plan(
        "（一）甲。（区水务局、区应急局负责）\n"
        "（二）乙。（区应急局、区水务局负责。列第一位者为牵头单位，下同）\n"
        "（三）丙。（区气象局、区应急局负责）\n"
        "（四）丁。（区教委配合，区应急局牵头）\n"
    )
    leads = [[unit.name for unit in group.units if unit.role is Role.LEAD] for group in plan.groups]
    assert leads == [[], ["区应急局"], ["区气象局"], ["区应急局"]]


def test_the_first_unit_leads_only_there_without_the_words_that_carry_it_on() -> None:
    plan = parse_plan(
        "1.甲。（区应急局、区水务局负责，列第一位者为牵头单位）\n2.乙。（区气象局、区应急局负责）\n"
    )
    assert [unit.role for group in plan.groups for unit in group.units][::2] == [Role.LEAD, Role.RESPONSIBLE]


def test_labels_on_lines_of_their_own_make_one_group_per_item() -> None:
    plan = parse_plan(
        "1、燃气排查\n入户检查。\n牵头单位：区城管委\n配合单位：区应急局\n完成时限：2026年3月底前\n"
        "2、电梯排查\n逐台检查。\n责任单位：区市场监管局\n"
    )
    first, second = plan.groups
    assert [(unit.name, unit.role) for unit in first.units] == [
        ("区城管委", Role.LEAD),
        ("区应急局", Role.COOPERATING),
    ]
    assert first.due == date(2026, 3, 31)
    assert second.text == "电梯排查\n逐台检查。"


def test_a_clause_right_behind_the_title_answers_for_the_words_below() -> None:
    (group,) = parse_plan("1.燃气排查（责任单位：区城管委）\n入户检查，逐户登记。\n").groups
    assert group.title == "燃气排查"
    assert "逐户登记" in group.text


def test_a_table_with_a_column_of_units_gives_one_group_per_row() -> None:
    plan = parse_plan(
        "任务分工表\n序号\t工作任务\t牵头单位\t配合单位\t完成时限\n"
        "1\t桥梁检测\t区交通委\t区财政局、区城管委\t2026年6月\n"
        "2\t燃气改造\t区城管委\t各街道办事处、地区办事处（乡政府）\t2026年10月底\n"
        "\t用户安检\t区城管委\t\t长期\n说明。\n"
    )
    assert [(group.key, group.title, len(group.units)) for group in plan.groups] == [
        (("1", 1), "桥梁检测", 3),
        (("2", 1), "燃气改造", 2),
        (("2", 2), "用户安检", 1),
    ]
    assert plan.groups[0].due == date(2026, 6, 30)


def test_the_same_as_above_repeats_the_units_above() -> None:
    first, second = parse_plan("1.甲。（责任单位：区应急局）\n2.乙。（责任单位：同上）\n").groups
    assert second.units == first.units


def test_a_bracket_that_was_never_closed_ends_with_its_line() -> None:
    (group,) = parse_plan("1.甲。（责任单位：区应急局，区气象局\n2.乙。\n").groups
    assert [unit.name for unit in group.units] == ["区应急局", "区气象局"]


def test_lines_broken_at_a_fixed_width_are_read_as_one() -> None:
    filler = "为加强安全管理健全责任体系完善监测预警机制提升城市本质安全"
    body = "\n".join([filler] * 9)
    text = f"1.排查。{filler[4:]}\n{body}\n{filler[:22]}。（责任单\n位：区应急局、区水务局）\n"
    (group,) = parse_plan(text).groups
    assert [unit.name for unit in group.units] == ["区应急局", "区水务局"]
    assert text[slice(*group.span)].endswith("区水务局）")


def test_stages_without_brackets_take_their_dates_from_the_first_sentence() -> None:
    plan = parse_plan(
        "四、进度安排\n（一）启动阶段。2026年3月，印发方案。\n（二）总结阶段。2026年第四季度，验收。\n"
    )
    assert [(each.title, each.starts) for each in plan.phases] == [
        ("启动阶段", date(2026, 3, 1)),
        ("总结阶段", date(2026, 10, 1)),
    ]


def test_a_numbered_stage_is_a_phase() -> None:
    plan = parse_plan("三、实施步骤\n第一阶段：动员部署（2026年1月1日至1月15日）\n召开会议。\n")
    (phase,) = plan.phases
    assert (phase.section, phase.title, phase.ends) == ("三第一阶段", "动员部署", date(2026, 1, 15))


def test_key_projects_may_stand_in_the_body() -> None:
    (group,) = parse_plan("三、重点工程\n（一）智慧消防工程。（责任单位：区消防救援支队）\n").groups
    assert group.kind is Kind.KEY_PROJECT


def test_a_table_of_contents_is_neither_title_nor_section() -> None:
    plan = parse_plan("目录\n一、总则…………1\n关于加强消防工作的实施意见\n一、总则\n提高能力。\n")
    assert plan.title == "关于加强消防工作的实施意见"
    assert [section.id for section in plan.sections] == ["一"]


def test_an_empty_text_is_an_empty_plan() -> None:
    assert parse_plan("").as_json() == {
        "title": "",
        "number": None,
        "groups": [],
        "phases": [],
        "safeguards": [],
        "targets": [],
    }
