"""The government plans this product is built for, read through the library and the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ancheng.config.cli import main
from ancheng.science.plan_text import Kind, Plan, Role, parse_plan, read_document

DEMO = Path(__file__).resolve().parents[2] / "data/chaoyang/plan_demo.txt"
CHAOYANG = "plans/朝政办发_2019_10号.txt"
OTHERS = {"国发_2018_39号": 15, "国办发_2018_121号": 21}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def text(shared: Path) -> str:
    return read_document(shared / CHAOYANG).text


@pytest.fixture(scope="module")
def plan(text: str) -> Plan:
    return parse_plan(text)


@pytest.fixture(scope="module")
def demo() -> Plan:
    return parse_plan(read_document(DEMO).text)


@pytest.fixture(scope="module")
def units_by_group(shared: Path) -> dict[str, set[str]]:
    """The plan's 32 units as somebody else read them: group key to unit names."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(shared / "domain/units.csv"):
        for group in row["plan_groups"].split("|"):
            found[group].add(row["plan_name"])
    return dict(found)


def named(plan: Plan) -> dict[str, set[str]]:
    return {f"{each.section}#{each.ordinal}": {unit.name for unit in each.units} for each in plan.groups}


def test_the_chaoyang_plan_has_58_groups_in_25_tasks_7_subtasks_and_6_key_projects(plan: Plan) -> None:
    assert len(plan.groups) == 58
    sections = {kind: {each.section for each in plan.groups if each.kind is kind} for kind in Kind}
    assert len(sections[Kind.TASK]) == 25
    assert len(sections[Kind.SUBTASK]) == 7
    assert sections[Kind.KEY_PROJECT] == {f"重点工程{number}" for number in "一二三四五六"}


def test_every_group_of_the_chaoyang_plan_names_exactly_its_units(
    plan: Plan, units_by_group: dict[str, set[str]]
) -> None:
    assert named(plan) == units_by_group


def test_the_list_of_units_is_open_exactly_where_the_clause_says_deng(plan: Plan) -> None:
    for group in plan.groups:
        assert group.open_ended == ("等，" in group.clause or "等）" in group.clause), group.clause


def test_the_chaoyang_plan_keeps_its_name_number_phases_and_safeguards(plan: Plan) -> None:
    assert plan.title == "朝阳区争创全国安全发展示范城市实施方案"
    assert plan.number == "朝政办发〔2019〕10号"
    assert [(each.section, each.starts, each.ends) for each in plan.phases] == [
        ("三(一)", None, date(2019, 12, 31)),
        ("三(二)", date(2020, 1, 1), date(2020, 1, 31)),
        ("三(三)", date(2020, 2, 1), date(2020, 5, 31)),
        ("三(四)", date(2020, 5, 1), date(2020, 6, 30)),
        ("三(五)", date(2020, 6, 1), date(2020, 12, 31)),
    ]
    assert [each.section for each in plan.safeguards] == ["四(一)", "四(二)", "四(三)"]


def test_every_span_of_the_chaoyang_plan_lights_up_what_it_names(plan: Plan, text: str) -> None:
    for group in plan.groups:
        lit = text[slice(*group.span)]
        assert lit.endswith(group.clause)
        assert group.text in lit
    for target in plan.targets:
        assert text[slice(*target.span)] == target.quote


def test_no_sentence_of_the_tasks_is_lost_between_groups(plan: Plan, text: str) -> None:
    """From the first task to the last clause, only section headings and blanks stand outside groups."""
    tasks = [group.span for group in plan.groups if group.kind is not Kind.KEY_PROJECT]
    between = [text[a[1] : b[0]].strip() for a, b in pairwise(tasks)]
    left = [gap for gap in between if gap and not gap.startswith(("（", "[bookmark"))]
    assert left == []


def test_the_fifty_quantified_indicators_are_all_found_in_their_groups(plan: Plan, shared: Path) -> None:
    promised = [row for row in rows(shared / "domain/indicators.csv") if row["class"] == "A"]
    assert len(promised) == 50
    for row in promised:
        assert any(
            f"{target.section}#{target.ordinal}" == row["plan_group"]
            and (target.quote in row["plan_quote"] or row["plan_quote"] in target.quote)
            and target.operator == row["operator"]
            and target.value == float(row["threshold"])
            and target.unit == row["unit"].split("/")[0]
            for target in plan.targets
        ), row["plan_quote"]
    assert len(plan.targets) <= 52


@pytest.mark.parametrize("name", OTHERS)
def test_each_clause_of_the_other_plans_is_one_group(shared: Path, name: str) -> None:
    plan = parse_plan(read_document(shared / f"plans/{name}.txt").text)
    clauses = [row["responsible_text_verbatim"] for row in rows(shared / f"plans/{name}.responsible.csv")]
    assert len(plan.groups) == OTHERS[name]
    assert [group.clause.strip("（）") for group in plan.groups] == clauses
    for group, clause in zip(plan.groups, clauses, strict=True):
        assert all(unit.name in clause for unit in group.units)
        assert group.open_ended == ("等有关部门" in clause)
    assert plan.phases == ()


def test_the_first_unit_leads_in_every_group_of_the_plan_that_says_so(shared: Path) -> None:
    plan = parse_plan(read_document(shared / "plans/国发_2018_39号.txt").text)
    for group in plan.groups:
        roles = [unit.role for unit in group.units]
        assert roles == [Role.LEAD] + [Role.RESPONSIBLE] * (len(roles) - 1)
    other = parse_plan(read_document(shared / "plans/国办发_2018_121号.txt").text)
    assert all(unit.role is Role.RESPONSIBLE for group in other.groups for unit in group.units)


def test_the_demonstration_plan_gives_the_same_tasks_to_the_same_units(
    demo: Plan, units_by_group: dict[str, set[str]]
) -> None:
    assert named(demo) == units_by_group
    assert demo.number == "朝演办发〔2026〕1号"
    assert "演示" in demo.title
    assert "演示数据" in DEMO.read_text(encoding="utf-8")


def test_the_demonstration_plan_promises_the_same_figures(demo: Plan, plan: Plan) -> None:
    def figures(one: Plan) -> list[tuple[str, int | None, str, float, str]]:
        return sorted(
            (each.section, each.ordinal or 0, each.operator, each.value, each.unit) for each in one.targets
        )

    assert figures(demo) == figures(plan)


def test_a_phase_of_the_demonstration_plan_is_running_in_november_2026(demo: Plan) -> None:
    day = date(2026, 11, 15)
    running = [
        each.title for each in demo.phases if each.starts and each.ends and each.starts <= day <= each.ends
    ]
    assert len(demo.phases) == 5
    assert running == ["创建实施阶段"]


def test_the_word_copy_of_the_demonstration_plan_reads_alike(demo: Plan) -> None:
    word = parse_plan(read_document(DEMO.with_suffix(".docx")).text)
    assert [(each.key, each.units, each.title) for each in word.groups] == [
        (each.key, each.units, each.title) for each in demo.groups
    ]


def test_the_command_prints_the_plan_as_json(capsys: pytest.CaptureFixture[str], shared: Path) -> None:
    assert main(["programme", "parse", str(shared / CHAOYANG), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert [len(value[part]) for part in ("groups", "phases", "safeguards")] == [58, 5, 3]
    assert set(value["groups"][0]) >= {
        "section",
        "ordinal",
        "kind",
        "title",
        "text",
        "units",
        "open_ended",
        "span",
    }
    assert set(value["targets"][0]) >= {"section", "quote", "operator", "value", "unit"}


def test_the_command_prints_a_list_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "parse", str(DEMO)]) == 0
    out = capsys.readouterr().out
    assert "责任组 58" in out
    assert "二(四)14(6)#2\t人员密集场所\t区应急局、" in out


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04broken", b"\x7fELF\x00\x00"])
def test_the_command_refuses_an_unreadable_file_with_one_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "方案.docx"
    if content is not None:
        path.write_bytes(content)
    assert main(["programme", "parse", str(path), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().endswith("。")
    assert captured.err.count("\n") == 1


def test_reading_a_plan_does_not_load_the_web_framework() -> None:
    code = (
        "import sys; from ancheng.config.commands import programme; import ancheng.science.plan_text;"
        "sys.exit(any(name.split('.')[0] in ('django', 'docx', 'pypdfium2') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
