"""Every register has an owner, a clock, numbers, a clause of the plan, a table that round-trips and a demonstration."""

from datetime import date
from pathlib import Path

import pytest

from ancheng.administration.registers import demonstration, export, rules
from ancheng.administration.registers.declare import Draw, Register
from ancheng.administration.registers.importable import IMPORTABLE
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.queries import Filter, figures
from ancheng.administration.registers.registry import REGISTERS
from ancheng.base.asker import PLATFORM
from ancheng.config.demo import sources
from ancheng.kernel.exchange.importable import UNCHANGED, Terms
from ancheng.kernel.exchange.tables import (
    Kind,
    guess_mapping,
    read_table,
    stream_xlsx,
    validate_rows,
    write_template,
)
from ancheng.kernel.orgs.models import UnitKind
from tests.factories import NOW, make_district, make_enterprise, make_unit

PROGRAMME = (Path(__file__).resolve().parents[2] / "docs" / "programme.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 24)


@pytest.fixture(params=list(REGISTERS))
def named(request) -> tuple[str, Register]:
    return request.param, REGISTERS[request.param]


@pytest.fixture
def drawn(db) -> Draw:
    make_district()
    streets = [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in "一二三"]
    for street in streets:
        for n in range(6):
            make_unit(f"{street}第{n}社区", UnitKind.COMMUNITY, street)
        make_enterprise(street)
    for row in sources.units():
        if row.kind in ("department", "branch", "vertical", "institution", "coordination"):
            make_unit(row.name, UnitKind(row.kind), short_name=row.short_name)
    return demonstration.draw_from(TODAY)


def test_it_has_a_known_owner_a_clause_of_the_plan_a_clock_and_numbers(named):
    _name, declared = named
    assert declared.department in {each.short_name for each in sources.units()}
    assert f"| {declared.clause} |" in PROGRAMME
    assert declared.clocks or declared.duties
    assert len({each.key for each in declared.numbers}) == len(declared.numbers) > 0
    assert {each.prefix for each in REGISTERS.values() if each is not declared}.isdisjoint({declared.prefix})


def test_every_word_is_there_in_both_languages(named):
    _name, declared = named
    told = [declared, *declared.fields, *declared.numbers, *declared.clocks, *declared.duties]
    told += [option for field in declared.fields for option in field.choices]
    assert all(each.zh and each.en for each in told)
    assert declared.about_zh
    assert declared.about_en
    assert len({each.zh for each in declared.fields}) == len(declared.fields)


def test_a_day_places_it_in_time_and_each_clock_reads_a_day(named):
    _name, declared = named
    days = {each.key for each in declared.fields if each.kind is Kind.DATE}
    assert not declared.dated or declared.dated in days
    assert declared.dated or declared.clocks
    assert {each.field for each in declared.clocks} <= days
    assert {each.done for each in declared.clocks if each.done} <= days


def test_the_template_names_every_column(named, tmp_path):
    _name, declared = named
    path = tmp_path / "template.xlsx"
    with path.open("wb") as file:
        write_template(declared.spec, file)
    table = read_table(path, spec=declared.spec)
    assert set(guess_mapping(table.header, declared.spec).values()) == set(declared.spec.by_key)


@pytest.mark.django_db
def test_where_nothing_is_registered_no_number_says_nought(named):
    make_district()
    assert [each.text for each in figures(named[0], TODAY)] == [""] * len(named[1].numbers)


@pytest.mark.django_db
def test_its_demonstration_is_sound_and_the_exported_list_imported_again_changes_nothing(
    named, drawn, tmp_path
):
    name, declared = named
    streets = {each.pk: each for each in drawn.streets}
    rows = demonstration.rows_of(name, declared, drawn, streets, NOW)
    assert rows
    assert all(each.synthetic for each in rows)
    assert [each.title for each in rows if not each.title] == []
    Row.objects.bulk_create(rows)
    assert any(each.text for each in figures(name, TODAY))
    if declared.automatic:
        return
    path, spec = tmp_path / "list.xlsx", declared.spec
    with path.open("wb") as file:
        stream_xlsx(export.spec(name), export.rows(PLATFORM, name, Filter(closed=True), TODAY), file)
    table = read_table(path, spec=spec)
    checked = list(validate_rows(table, spec, guess_mapping(table.header, spec)))
    judge = IMPORTABLE.judge(Terms(name, {}, frozenset(), PLATFORM, NOW))
    judged = judge(checked)
    assert len(judged) == len(rows)
    assert {(each.outcome, each.errors, tuple(each.changes.items())) for each in judged} == {
        (UNCHANGED, (), ())
    }


@pytest.mark.django_db
def test_what_is_demanded_is_missed_when_it_is_left_out(named):
    _name, declared = named
    found = rules.check(declared, {})
    assert set(found.errors) == {each.key for each in declared.fields if each.required}
