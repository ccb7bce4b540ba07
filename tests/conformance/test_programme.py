"""docs/programme.md: every clause once, with a state, with a reason where something is missing, with paths that exist."""

import json
import re
from pathlib import Path

import pytest

from ancheng.administration.indicators.registry import INDICATORS
from ancheng.config.cli import main

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8").splitlines()
SAFEGUARDS = ("三(一)", "三(二)", "三(三)", "三(四)", "三(五)", "四(一)", "四(二)", "四(三)")


def table(columns: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("|")]
    return [
        row for row in rows if len(row) == columns and row[0] != "clause" and not row[0].startswith("---")
    ]


CLAUSES, MODELS = table(6), table(4)


def test_each_clause_stands_in_one_row():
    named = [row[0] for row in CLAUSES]
    assert len(named) == len(set(named)) == 58 + len(SAFEGUARDS)
    assert set(SAFEGUARDS) <= set(named)


@pytest.mark.parametrize("row", CLAUSES + MODELS, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_row_has_a_state_and_a_reason_for_what_is_missing(row):
    assert row[-1] == "done" or re.fullmatch(r"partly: .{30,}", row[-1])


@pytest.mark.parametrize("row", CLAUSES + MODELS, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_code_and_the_tests_that_a_row_names_exist(row):
    held = row[-2].split(", ")
    assert all(each.startswith("tests/") and (ROOT / each).exists() for each in held), held
    named = re.findall(
        r"\b(?:kernel|supervision|monitoring|command|decision|administration|science)/\w+", row[2]
    )
    assert all((ROOT / "src/ancheng" / each).exists() for each in named), named
    assert named or len(row) == 4 or row[0] == "重点工程五#1"


def test_every_indicator_stands_in_the_row_of_its_clause():
    of = {row[0]: row[3].split(", ") for row in CLAUSES}
    missing = [name for name, each in INDICATORS.items() if name not in of.get(each.clause, [])]
    assert missing == []


def test_the_clauses_are_those_of_the_plan(shared: Path, capsys):
    main(["programme", "parse", "--json", str(shared / "plans/朝政办发_2019_10号.txt")])
    read = json.loads(capsys.readouterr().out)
    groups = [f"{each['section']}#{each['ordinal']}" for each in read["groups"]]
    assert [row[0] for row in CLAUSES][: len(groups)] == groups
    assert [each["section"] for each in read["safeguards"]] == list(SAFEGUARDS[-3:])
