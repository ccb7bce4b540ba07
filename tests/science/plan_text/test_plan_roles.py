"""What a responsibility clause says: units, their parts, whether the list is open, and by when."""

from datetime import date

import pytest

from ancheng.science.plan_text import NamedUnit, Role
from ancheng.science.plan_text.roles import read_clause, with_first_as_lead

_LETTER = {"L": Role.LEAD, "R": Role.RESPONSIBLE, "C": Role.COOPERATING}
STREETS = "各街道办事处、地区办事处（乡政府）"


def units(spec: str) -> tuple[NamedUnit, ...]:
    """区应急局:L 区水务局:C as named units."""
    pairs = (each.rsplit(":", 1) for each in spec.split())
    return tuple(NamedUnit(name, _LETTER[letter]) for name, letter in pairs)


@pytest.mark.parametrize(
    ("clause", "spec", "open_ended"),
    [
        ("责任单位：区应急局、区水务局等，" + STREETS, f"区应急局:R 区水务局:R {STREETS}:R", True),
        ("责任单位:区应急局,区水务局", "区应急局:R 区水务局:R", False),
        ("责任单位：区应急局 区水务局　区气象局", "区应急局:R 区水务局:R 区气象局:R", False),
        ("责任部门：区应急局；" + STREETS, f"区应急局:R {STREETS}:R", False),
        ("牵头单位：区应急局；配合单位：区水务局、区气象局", "区应急局:L 区水务局:C 区气象局:C", False),
        ("牵头单位：区应急局，配合单位：区水务局等", "区应急局:L 区水务局:C", True),
        ("牵头单位区应急局 配合单位区水务局", "区应急局:L 区水务局:C", False),
        ("主责单位：区应急局；协办单位：区水务局等5个部门", "区应急局:L 区水务局:C", True),
        ("牵头（责任）单位：区应急局", "区应急局:L", False),
        ("牵头：区应急局；配合：区水务局", "区应急局:L 区水务局:C", False),
        ("由区应急局牵头，区水务局、区气象局配合", "区应急局:L 区水务局:C 区气象局:C", False),
        ("区应急局牵头负责，区水务局等部门配合", "区应急局:L 区水务局:C", True),
        ("区应急局牵头，区水务局、区气象局按职责分工负责", "区应急局:L 区水务局:R 区气象局:R", False),
        ("区应急局牵头，会同区水务局落实", "区应急局:L 区水务局:C", False),
        ("区应急局会同区水务局负责", "区应急局:L 区水务局:C", False),
        ("区应急局为牵头单位，区水务局为配合单位", "区应急局:L 区水务局:C", False),
        ("区应急局、区水务局负责，区气象局配合", "区应急局:R 区水务局:R 区气象局:C", False),
        ("责任单位：区应急局（牵头）、区水务局", "区应急局:L 区水务局:R", False),
        ("责任单位：区应急局牵头，区水务局配合", "区应急局:L 区水务局:C", False),
        ("人力资源社会保障部等有关部门和单位按职责分工负责", "人力资源社会保障部:R", True),
        ("各有关部门和单位，各省级人民政府按职责分工负责", "各有关部门和单位:R 各省级人民政府:R", False),
        ("责任单位：区应急局及其他有关部门", "区应急局:R", True),
        ("责任单位：区应急局、其他相关单位", "区应急局:R", True),
        ("区政府各委、办、局，各区属机构负责", "区政府各委、办、局:R 各区属机构:R", False),
        ("责任单位：区教委和区卫生健康委", "区教委:R 区卫生健康委:R", False),
        ("责任单位：高等学校、区教委", "高等学校:R 区教委:R", False),
        ("责任领导：张三；责任单位：区应急局", "区应急局:R", False),
    ],
)
def test_every_form_of_clause_names_its_units_and_their_parts(
    clause: str, spec: str, open_ended: bool
) -> None:
    said = read_clause(clause)
    assert said.units == units(spec)
    assert said.open_ended is open_ended
    assert said.plausible


def test_a_name_that_holds_the_word_and_is_not_torn_apart() -> None:
    said = read_clause("责任单位：区文化和旅游局、区住房和城乡建设委、区委组织部")
    assert [unit.name for unit in said.units] == ["区文化和旅游局", "区住房和城乡建设委", "区委组织部"]


def test_a_collective_ends_where_a_particular_unit_begins() -> None:
    said = read_clause("责任单位：各街道、乡镇、区应急局、朝阳消防救援支队")
    assert [unit.name for unit in said.units] == ["各街道、乡镇", "区应急局", "朝阳消防救援支队"]


def test_two_collectives_stay_two() -> None:
    said = read_clause(f"责任单位：{STREETS}、各功能区管委会")
    assert [unit.name for unit in said.units] == [STREETS, "各功能区管委会"]


def test_a_unit_named_twice_is_listed_once() -> None:
    said = read_clause("责任单位：区商务局、区应急局、区 商务局等")
    assert [unit.name for unit in said.units] == ["区商务局", "区应急局"]


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("牵头单位：区应急局；完成时限：2026年6月底前", date(2026, 6, 30)),
        ("区应急局负责，2026年12月底前完成", date(2026, 12, 31)),
        ("责任单位：区应急局；完成时限：长期坚持", None),
    ],
)
def test_a_time_limit_inside_the_clause_is_a_date_and_not_a_unit(clause: str, due: date | None) -> None:
    said = read_clause(clause)
    assert said.due == due
    assert [unit.name for unit in said.units] == ["区应急局"]


@pytest.mark.parametrize("words", ["谁主管谁负责", "企业负责", "由业主自行负责", "责任单位：待定", ""])
def test_prose_is_not_mistaken_for_a_list_of_units(words: str) -> None:
    assert not read_clause(words).plausible


def test_the_first_unit_leads_only_where_none_is_marked_as_lead() -> None:
    both = read_clause("区应急局、区水务局负责").units
    assert with_first_as_lead(both) == units("区应急局:L 区水务局:R")
    marked = read_clause("区水务局配合，区应急局牵头").units
    assert with_first_as_lead(marked) == marked
