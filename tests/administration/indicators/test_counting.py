"""Whatever way records change, the next count says what they say; doors answer for every month at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ancheng.administration.indicators import actions, engine
from ancheng.administration.indicators.models import Result
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Amount, month_ends
from ancheng.administration.registers.models import Row
from ancheng.kernel import measuring
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.models import Asset
from tests.administration.indicators.test_engine import hydrant
from tests.factories import NOW, make_district, make_unit

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 30)
DAYS = month_ends(NOVEMBER, 24)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def streets():
    make_district()
    return [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in "一二三"]


def registered(street, register, starts_on, ends_on=None, closed_on=None, **attributes):
    number = Row.objects.count()
    row = Row(
        register=register, code=f"R{number}", title="登记", unit=street, subdistrict=street, same=str(number),
        starts_on=starts_on, ends_on=ends_on, closed_on=closed_on, attributes=attributes, created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    row.derive_scope()
    row.save()
    return row


def stored():
    found = Result.objects.filter(month=NOVEMBER)
    return {
        each[:3]: each[3:]
        for each in found.values_list("indicator", "unit", "part", "numerator", "denominator")
    }


def refreshed():
    """Count what changed; it comes to the same as counting everything."""
    actions.refresh(at=LATER)
    partly = stored()
    engine.recompute(days=[NOVEMBER], at=LATER)
    assert partly == stored()
    return partly


def test_an_object_that_moves_counts_no_more_where_it_stood(streets):
    row = hydrant(streets[0])
    hydrant(streets[0])
    hydrant(streets[1])
    engine.recompute(days=[NOVEMBER], at=NOW)
    Asset.objects.filter(pk=row.pk).update(subdistrict=streets[1])
    found = refreshed()
    assert found["IND-004", streets[0].pk, ""] == (1, 1)
    assert found["IND-004", streets[1].pk, ""] == (2, 2)
    Asset.objects.filter(pk=row.pk).update(subdistrict=None)
    found = refreshed()
    assert found["IND-004", streets[1].pk, ""] == (1, 1)
    assert found["IND-004", engine.district_id(), ""] == (3, 3)


def test_what_is_removed_or_changed_without_a_new_stamp_is_counted_again(streets):
    rows = [hydrant(street) for street in streets]
    engine.recompute(days=[NOVEMBER], at=NOW)
    rows[0].delete()
    Asset.objects.filter(pk=rows[1].pk).update(status="retired", updated_at=NOW - timedelta(days=9))
    found = refreshed()
    assert ("IND-004", streets[0].pk, "") not in found
    assert ("IND-004", streets[1].pk, "") not in found
    assert found["IND-004", engine.district_id(), ""] == (1, 1)


def test_a_change_that_another_count_passed_over_is_still_counted_in_the_present_month(streets):
    row = hydrant(streets[0], "defective")
    engine.recompute(days=[NOVEMBER], at=NOW)
    Asset.objects.filter(pk=row.pk).update(attributes={"municipal": True, "condition": "intact"})
    engine.recompute(days=[date(2026, 10, 31)], at=LATER)
    engine.recompute(days=[NOVEMBER], at=LATER, ids=["IND-013"])
    assert stored()["IND-004", streets[0].pk, ""] == (0, 1)
    assert refreshed()["IND-004", streets[0].pk, ""] == (1, 1)


def test_a_row_of_a_register_is_counted_when_it_changes(streets):
    row = registered(streets[0], "warning_reach", date(2026, 3, 1), reached=10, residents=100)
    engine.recompute(days=[NOVEMBER], at=NOW)
    before = stored()
    Row.objects.filter(pk=row.pk).update(attributes={**row.attributes, "reached": 90})
    after = refreshed()
    assert before.keys() == after.keys()
    Row.objects.all().delete()
    assert refreshed().keys() < after.keys() or not after


def test_all_results_are_those_that_the_records_themselves_give(streets):
    for number, kind in enumerate(
        ("hydrant", "school", "bridge", "vehicle", "construction_site", "elevator") * 3
    ):
        hydrant(
            streets[number % 3], kind=kind, built_on=date(2026, number % 12 + 1, 1),
            attributes={
                "inspection_due": f"2026-{number % 12 + 1:02}-15", "registered": True, "in_high_rise": True,
                "accepted_on": f"2026-{number % 12 + 1:02}-30", "seismic_compliant": True, "class": "school_bus",
            },
        )  # fmt: skip
    engine.recompute(days=DAYS, at=NOW)
    for number, declared in INDICATORS.items():
        alone = {id(each): measuring.series(each, DAYS) for each in engine.measures_of(declared)}
        wanted = engine.count(declared, DAYS, counted=alone)
        found = {
            (each.month, each.unit_id, each.part): each.amount
            for each in Result.objects.filter(indicator=number)
        }
        assert found == wanted, number
    assert Result.objects.filter(month=NOVEMBER).count() > 20


def test_the_areas_used_are_those_of_any_unit_in_rows_that_stand_in_the_month(streets):
    nothing = {"supervision": 0, "monitoring": 0, "command": 0, "decision": 0}
    registered(
        streets[0], "platform_use", date(2026, 10, 1), date(2026, 10, 31), **nothing | {"supervision": 3}
    )
    registered(streets[1], "platform_use", date(2026, 10, 1), date(2026, 10, 31), **nothing | {"command": 1})
    registered(streets[0], "platform_use", date(2026, 11, 1), date(2026, 11, 30), **nothing)
    registered(
        streets[0], "platform_use", date(2026, 9, 1), None, date(2026, 9, 30), **nothing | {"decision": 1}
    )
    registered(streets[0], "platform_use", None, **nothing | {"monitoring": 1})
    cells, home = engine.count(INDICATORS["IMP-20"], DAYS), engine.district_id()
    assert {key[0]: amount for key, amount in cells.items() if key[1:] == (home, "")} == {
        date(2026, 9, 30): Amount(Decimal(1), Decimal(5)),
        date(2026, 10, 31): Amount(Decimal(2), Decimal(5)),
        NOVEMBER: Amount(Decimal(0), Decimal(5)),
    }


def test_the_places_entered_begin_anew_each_year(streets):
    registered(streets[0], "six_places", date(2025, 12, 5), place="school")
    registered(streets[0], "six_places", date(2026, 10, 5), place="school")
    registered(streets[1], "six_places", date(2026, 10, 6), place="school")
    registered(streets[1], "six_places", date(2026, 11, 6), place="family")
    registered(streets[1], "six_places", date(2026, 8, 6))
    cells, home = engine.count(INDICATORS["IMP-22"], DAYS), engine.district_id()
    assert {key[0]: amount.numerator for key, amount in cells.items() if key[1:] == (home, "")} == {
        date(2025, 12, 31): 1,
        date(2026, 10, 31): 1,
        NOVEMBER: 2,
    }


def test_the_weakest_platform_has_no_minutes_where_another_has_some(streets):
    registered(streets[0], "publicity", date(2026, 10, 5), platform="tv", minutes=30)
    registered(streets[0], "publicity", date(2026, 11, 5), platform="website", minutes=20)
    registered(streets[0], "publicity", date(2026, 11, 6), platform="new_media", minutes=40)
    cells, home = engine.count(INDICATORS["IND-044"], DAYS), engine.district_id()
    assert {key[0]: amount.numerator for key, amount in cells.items() if key[1:] == (home, "")} == {
        date(2026, 10, 31): 0,
        NOVEMBER: 20,
    }
