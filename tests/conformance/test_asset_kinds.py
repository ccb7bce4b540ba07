"""Every declared kind of object names itself in two languages, belongs to a known department and reads its own signs."""

import csv

import pytest

from ancheng.config.demo import sources
from ancheng.supervision.assets.registry import KINDS

DEPARTMENTS = {row.short_name for row in sources.units()}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_and_its_attributes_speak_chinese_and_english(name):
    kind = KINDS[name]
    assert kind.zh
    assert kind.en
    for each in kind.attributes:
        assert each.zh, each.key
        assert each.en.isascii(), each.key


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_is_supervised_by_a_unit_of_the_plan(name):
    assert not KINDS[name].department or KINDS[name].department in DEPARTMENTS


def test_number_prefixes_differ():
    prefixes = [kind.prefix for kind in KINDS.values()]
    assert len(prefixes) == len(set(prefixes))


def test_about_forty_five_kinds_are_declared(shared):
    with (shared / "domain/indicators.csv").open(encoding="utf-8") as file:
        assert sum(1 for _ in csv.DictReader(file)) == 74
    assert len(KINDS) >= 45
