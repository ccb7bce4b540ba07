"""Every indicator names a clause of the plan, judges as its operator says and agrees with a naive count."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators import engine
from ancheng.administration.indicators.declare import Door, Indicator
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Amount, Sort, Verdict, judge, month_ends
from ancheng.administration.registers import rules as register_rules
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.registry import REGISTERS
from ancheng.base.roles import Role
from ancheng.kernel import measuring
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.extract import actions as extract
from ancheng.kernel.extract.formulas import compiled
from ancheng.kernel.extract.queries import failing as missed
from ancheng.kernel.extract.queries import series as extracted
from ancheng.kernel.measuring import Measure
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.declare import Typed
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.registry import KINDS
from tests.factories import NOW, asker, make_district, make_unit

PROGRAMME = (Path(__file__).resolve().parents[2] / "docs" / "programme.md").read_text(encoding="utf-8")
NOVEMBER = date(2026, 11, 30)
DAYS = month_ends(NOVEMBER, 3)
# Of each measure, the objects in its scope: asked once in a test.
SCOPES: dict[int, set[int]] = {}


@pytest.fixture(params=list(INDICATORS))
def indicator(request) -> Indicator:
    return INDICATORS[request.param]


def test_all_seventy_four_are_declared_once():
    assert len(INDICATORS) == 74
    assert len({each.slug for each in INDICATORS.values()}) == 74
    assert sum(each.implied for each in INDICATORS.values()) == 23


def test_its_clause_stands_in_the_programme_and_somebody_answers_for_it(indicator):
    assert f"| {indicator.clause} |" in PROGRAMME
    assert indicator.responsible
    assert indicator.threshold(NOVEMBER).clause


def test_it_is_counted_from_records_or_says_which_record_is_missing(indicator):
    assert bool(indicator.reading()) != bool(indicator.waits_for)
    keys = [each.key for each in indicator.choices]
    assert len(keys) == len(set(keys))


def test_at_the_threshold_and_one_row_beside_it_it_judges_as_its_operator_says(indicator):
    threshold = indicator.threshold(NOVEMBER).value
    if threshold.value is None:
        assert indicator.sort in (Sort.TREND, Sort.COMPARISON, Sort.COUNT)
        return
    rows = 1000 if indicator.sort == Sort.RATIO else 1
    at = threshold.value * rows / (100 if indicator.sort == Sort.RATIO else 1)
    wanted = {"=": (0, 1, 0), ">": (0, 0, 1), ">=": (0, 1, 1), "<": (1, 0, 0), "<=": (1, 1, 0)}
    for step, passes in zip((-1, 0, 1), wanted[threshold.operator], strict=True):
        verdict = judge(indicator.sort, Amount(at + step, Decimal(rows)), threshold)
        assert verdict == (Verdict.PASSED if passes else Verdict.FAILED), step


@pytest.mark.django_db
def test_an_empty_scope_gives_no_data(indicator):
    make_district()
    assert engine.count(indicator, [NOVEMBER]) == {}


@pytest.mark.django_db
def test_an_independent_count_of_a_small_world_agrees(indicator):
    measures = [
        each
        for each in indicator.reading()
        if isinstance(each, Measure) and each.rows().model in (Asset, Row)
    ]
    if not measures or len(measures) != len(indicator.reading()):
        pytest.skip("counts no objects and no rows of registers only: its own tests hold it")
    make_district()
    streets = [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in "一二三"]
    chance = random.Random(indicator.id)
    rows = [
        _object(chance, kind, chance.choice(streets), number)
        for number, kind in enumerate(kind for each in measures for kind in each.kinds * 25)
    ] + [
        _registered(chance, name, chance.choice(streets), number)
        for number, name in enumerate(name for each in measures for name in each.registers * 25)
    ]
    cells = engine.count(indicator, DAYS)
    numbers = extract.catch_up(measures)
    found = extracted(list(zip(numbers, measures, strict=True)), DAYS)
    counted = {id(each): series for each, series in zip(measures, found, strict=True)}
    assert engine.count(indicator, DAYS, counted=counted) == cells
    assert engine.count(indicator, DAYS) == cells
    seen = asker(Role.OFFICE)
    for each in measures:
        assert missed(each, NOVEMBER, seen) == measuring.failing(each, NOVEMBER, seen)
    SCOPES.clear()
    for on in DAYS:
        for unit in (None, *streets):
            wanted = _naive(measures, rows, on, unit, whole=indicator.district_only)
            key = (on, unit.pk if unit else engine.district_id(), "")
            found = cells.get(key, Amount(Decimal(0), Decimal(0)))
            assert found == wanted, (on, unit)
    for (on, unit, part), found in cells.items():
        assert found.numerator <= found.denominator or len(measures) > 1, (on, unit, part)


def _object(chance, kind, street, number):
    attributes = {}
    for each in KINDS[kind].attributes:
        if chance.random() < 0.15:
            continue
        match each.type:
            case Typed.BOOLEAN:
                attributes[each.key] = chance.random() < 0.75
            case Typed.DATE:
                attributes[each.key] = f"{chance.choice((2025, 2026, 2026, 2027))}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"  # fmt: skip
            case Typed.CHOICE:
                attributes[each.key] = chance.choice(each.choices).key
            case Typed.INTEGER | Typed.DECIMAL:
                attributes[each.key] = chance.choice((0, 1, 2, 6, 8, 100, 150))
    built = chance.choice((None, date(2026, 10, 31), date(2026, 11, 1), date(2027, 1, 1)))
    row = Asset(
        kind=kind, code=f"{kind}{number}", name=f"{kind}{number}", unit=street, subdistrict=street,
        attributes=attributes, built_on=built, created_at=NOW, updated_at=NOW,
        status=chance.choice(("in_use", "in_use", "in_use", "suspended")),
    )  # fmt: skip
    row.derive_scope()
    row.save()
    return row


def _registered(chance, name, street, number):
    """A row of a register with any values that its types allow; twenty-five of them never say the same."""
    declared, attributes = REGISTERS[name], {}
    for each in declared.fields:
        if chance.random() < 0.15 and each.key != declared.dated:
            continue
        match each.kind:
            case Cell.BOOLEAN:
                attributes[each.key] = chance.random() < 0.75
            case Cell.DATE:
                attributes[each.key] = f"{chance.choice((2025, 2026, 2026, 2027))}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"  # fmt: skip
            case Cell.CHOICE:
                attributes[each.key] = chance.choice(each.choices).value
            case Cell.INTEGER | Cell.DECIMAL:
                attributes[each.key] = chance.choice((0, 1, 2, 6, 8, 100, 150))
    row = Row(
        register=name, code=f"{name}{number}", title=name, unit=street, subdistrict=street, same=str(number),
        attributes=attributes, created_at=NOW, updated_at=NOW,
        closed_on=chance.choice((None, None, None, date(2026, 10, 31))),
    )  # fmt: skip
    row.starts_on, row.ends_on = register_rules.placed(declared, attributes)
    row.derive_scope()
    row.save()
    return row


def _reads(measure, row):
    """Whether a measure reads the register that a row stands in at all."""
    if isinstance(row, Row):
        return row.register in measure.registers
    return row.kind in measure.kinds and row.status == "in_use"


def _naive(measures, rows, on, unit, *, whole):
    """The same count by plain Python, one object at a time."""
    up = down = Decimal(0)
    for measure in measures:
        in_scope = SCOPES.get(id(measure))
        if in_scope is None:
            in_scope = SCOPES.setdefault(id(measure), set(measure.rows().values_list("pk", flat=True)))
        for row in rows:
            if not _reads(measure, row):
                continue
            if whole and unit is not None:
                continue
            if unit is not None and row.subdistrict_id != unit.pk:
                continue
            if row.pk not in in_scope or not _counts(measure, row, on):
                continue
            weight = _number(measure.weight, row)
            if measure.side != "numerator":
                down += weight
            if measure.side != "denominator" and all(_met(need, row, on) for need in measure.needs):
                up += min(_number(measure.held, row), weight) if measure.held else weight
    return Amount(up, down)


def _read(lookup, row):
    if lookup.startswith("attributes__"):
        return row.attributes.get(lookup.removeprefix("attributes__"))
    found = getattr(row, lookup)
    return found.isoformat() if isinstance(found, date) else found


def _number(lookup, row):
    return Decimal(1) if not lookup else Decimal(str(_read(lookup, row) or 0))


def _counts(measure, row, on):
    day = on.isoformat()
    if measure.happened:
        happened = _read(measure.happened, row)
        if not happened or happened > day or happened[:4] != day[:4]:
            return False
    begins = [_read(each, row) for each in measure.begins]
    ends = [_read(each, row) for each in measure.ends]
    return all(not each or each <= day for each in begins) and all(not each or each >= day for each in ends)


def _met(need, row, on):
    day = on.isoformat()
    since, until = (_read(each, row) if each else "" for each in (need.since, need.until))
    if need.since and (not since or since > day or (need.within_year and since[:4] != day[:4])):
        return False
    if need.until and (not until or until < day):
        return False
    return _holds(need.met, row)


def _holds(asked, row):
    if not isinstance(asked, Q):
        lookup, wanted = asked
        key, _sep, operator = lookup.removeprefix("attributes__").partition("__")
        found = row.attributes.get(key)
        if isinstance(wanted, KeyTransform):
            wanted = row.attributes.get(wanted.key_name)
        if operator == "isnull":
            return (found is None) == wanted
        if found is None or wanted is None:
            return False
        return {
            "": lambda: found == wanted,
            "in": lambda: found in wanted,
            "gt": lambda: found > wanted,
            "gte": lambda: found >= wanted,
            "lte": lambda: found <= wanted,
        }[operator]()
    found = [_holds(each, row) for each in asked.children]
    answer = any(found) if asked.connector == Q.OR else all(found)
    return not answer if asked.negated else answer


def test_a_followed_measure_reads_nothing_but_its_own_record_and_names_the_kinds_that_it_reads():
    for each in (each for indicator in INDICATORS.values() for each in engine.measures_of(indicator)):
        if compiled(each):
            assert each.kinds or each.registers
            assert len(each.rows().query.alias_map) <= 1
            assert "SELECT" not in str(each.rows().query)[6:]


def test_a_door_is_asked_about_the_district_as_a_whole():
    doors = [
        each for indicator in INDICATORS.values() for each in indicator.reading() if isinstance(each, Door)
    ]
    assert len(doors) == 9


def test_every_indicator_is_counted_from_records():
    assert [each.id for each in INDICATORS.values() if each.waits_for] == []
