"""Whether a site is a major hazard, and of which level, follows GB 18218-2018 to the gram."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.gb18218 import CLASSES, MODEL, alpha, level, substances


def unit(population, *pairs):
    return MODEL.run(
        {
            "population": population,
            "substances": [{"name": name, "quantity_t": tonnes} for name, tonnes in pairs],
        }
    )


def test_just_below_the_critical_quantity_is_no_major_hazard_and_has_no_level():
    found = unit(60, ("氯", 2), ("氨", 4))
    assert (found["S"], found["R"], found["is_major"], found["level"]) == (0.8, 3.6, False, None)


def test_exactly_the_critical_quantity_is_a_major_hazard():
    assert unit(10, ("氯", 5))["is_major"]
    assert unit(10, ("氯", 3), ("氨", 4))["S"] == 1.0


@pytest.mark.parametrize(
    ("people", "factor"),
    [(0, 0.5), (1, 1.0), (29, 1.0), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2.0)],
)
def test_more_neighbours_weigh_more(people, factor):
    assert alpha(people) == factor


@pytest.mark.parametrize(
    ("r", "name"),
    [(100, "一级"), (99.99, "二级"), (50, "二级"), (49.99, "三级"), (10, "三级"), (9.99, "四级")],
)
def test_levels_begin_at_their_lower_bound(r, name):
    assert level(r) == name


def test_a_substance_is_known_by_name_by_another_name_and_by_its_cas_number():
    assert unit(0, ("光气", 1)) == unit(0, ("碳酰氯（光气）", 1)) == unit(0, ("75-44-5", 1))


def test_an_unlisted_substance_is_graded_by_its_class_and_refused_without():
    with pytest.raises(BadInput, match="表1中没有“柴油”"):
        unit(0, ("柴油", 1))
    row = {"name": "柴油", "quantity_t": 5000, "class": "W5.4"}
    assert MODEL.run({"population": 0, "substances": [row]})["S"] == 1.0


@pytest.mark.parametrize("wrong", [-1, float("nan"), None, "三十", True])
def test_a_quantity_that_is_none_is_refused(wrong):
    with pytest.raises(BadInput, match="最大设计量"):
        unit(0, ("氨", wrong))


def test_a_unit_without_substances_is_refused():
    with pytest.raises(BadInput, match="至少给出一种"):
        MODEL.run({"population": 0, "substances": []})


def test_a_beta_that_nobody_checked_is_said_to_be_unverified():
    assert unit(0, ("氟", 1))["unverified"] == ["氟 的 β"]
    assert unit(0, ("氨", 1))["unverified"] == []


@given(st.sampled_from(sorted(substances())), st.floats(0, 1e5), st.integers(0, 10_000))
def test_twice_the_quantity_is_twice_the_hazard(name, tonnes, people):
    once, twice = unit(people, (name, tonnes)), unit(people, (name, tonnes), (name, tonnes))
    assert twice["S"] == pytest.approx(2 * once["S"], rel=1e-6, abs=1e-8)
    assert twice["R"] == pytest.approx(2 * once["R"], rel=1e-6, abs=1e-8)


def test_the_worked_examples_come_out(shared):
    for case in json.loads((shared / "domain/rule_examples.json").read_text(encoding="utf-8"))["gb18218"]:
        found = unit(case["alpha_people"], *case["items"])
        assert (found["S"], found["R"]) == (pytest.approx(case["S"]), pytest.approx(case["R"]))
        assert found["level"] == case["level"]


def test_classes_and_betas_agree_with_the_published_tables(shared):
    with (shared / "cases/gb/gb18218_table2_4_classes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert CLASSES[row["symbol"]] == (
                float(row["threshold_t(table2)"]),
                float(row["beta(table4)"]),
            ), row
    with (shared / "cases/gb/gb18218_beta_alpha_levels.csv").open(encoding="utf-8") as file:
        betas = {
            row["key"]: float(row["value"]) for row in csv.DictReader(file) if row["kind"] == "beta_table3"
        }
    for name, beta in betas.items():
        if name in substances():
            assert substances()[name].beta == beta
