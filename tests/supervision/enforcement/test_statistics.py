"""Statistics count what was recorded in a period, and each number is the number of its rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ancheng.base.roles import Role
from ancheng.supervision.credit.models import Listing
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.enforcement import actions, quarterly, queries
from ancheng.supervision.enforcement.filters import Filter
from ancheng.supervision.enforcement.models import Inspection
from ancheng.supervision.enforcement.statistics import figures
from ancheng.supervision.penalties.models import PenaltyCase
from tests.factories import NOW, asker, make_unit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)
QUARTER = Period(2026, 4)


def punish(scene, inspection):
    actions.penalise(inspection=inspection, matter="违法用电", clause="某条", by=scene.officers[0], at=LATER)
    PenaltyCase.every.filter(source_id=str(inspection.pk)).update(decided_on=date(2026, 11, 25))


def test_only_a_decided_penalty_counts_and_each_number_is_the_number_of_its_rows(scene):
    punished, opened, clean = scene.recorded(0), scene.recorded(1), scene.recorded()
    punish(scene, punished)
    actions.penalise(inspection=opened, matter="违法用电", clause="某条", by=scene.officers[0], at=LATER)
    total, lines = figures(scene.office, QUARTER, LATER)
    assert (total.inspections, total.penalised, total.failed) == (3, 1, 2)
    assert (total.penalty_rate, total.reached) == ("33.33%", True)
    assert lines[0].name == str(scene.bureau)
    asked = Filter(since=QUARTER.first, until=QUARTER.last, unit=scene.bureau.pk)
    for flag, number in (("penalised", 1), ("failed", 2), ("phone", 0), ("desk", 3)):
        rows = queries.narrowed(scene.office, replace(asked, **{flag: True}), LATER)
        assert rows.count() == number, flag
    assert clean.pk in queries.narrowed(scene.office, asked, LATER).values_list("pk", flat=True)


def test_what_lies_outside_the_period_the_realm_or_the_scope_is_not_counted(scene):
    inspection = scene.recorded(0)
    assert figures(scene.office, Period(2026, 3), LATER)[0].inspections == 0
    assert figures(scene.office, Period(2026, 3), LATER)[0].penalty_rate == ""
    assert figures(asker(Role.DEPARTMENT, make_unit("区商务局")), QUARTER, LATER)[0].inspections == 0
    Inspection.every.filter(pk=inspection.pk).update(realm="exercise")
    assert figures(scene.office, QUARTER, LATER)[0].inspections == 0


def test_the_same_item_failing_again_within_a_year_is_counted_as_no_effect(scene):
    first = scene.recorded(0)
    second = scene.recorded(0, 1)
    Inspection.every.filter(pk=first.pk).update(
        recorded_at=NOW - timedelta(days=300), arrived_at=NOW - timedelta(days=301)
    )
    total, _ = figures(scene.office, QUARTER, LATER)
    assert (total.failed_items, total.repeated_items, total.repeat_rate) == (2, 1, "50.00%")
    found = queries.narrowed(scene.office, Filter(repeated=True), LATER)
    assert list(found) == [second]
    Inspection.every.filter(pk=first.pk).update(
        recorded_at=NOW - timedelta(days=400), arrived_at=NOW - timedelta(days=401)
    )
    assert figures(scene.office, QUARTER, LATER)[0].repeated_items == 0


def listed(scene, unit):
    row = Listing(
        number="XY-1", list="serious", enterprise=unit, facts="某事", collected_on=date(2026, 1, 1), state="pushed",
        state_since=NOW, owner_unit=scene.bureau, published_on=date(2026, 2, 1), expires_on=date(2029, 2, 1),
    )  # fmt: skip
    row.derive_scope()
    row.save()


def test_who_is_on_a_bad_list_is_inspected_once_a_quarter(scene):
    unit = scene.enterprises[3]
    listed(scene, unit)
    assert quarterly.missing(date(2026, 11, 24)) == [unit]
    made = quarterly.open_missing(item=scene.item, by=scene.office, at=NOW)
    assert [(each.source, each.enterprise) for each in made] == [("credit", unit)]
    assert quarterly.open_missing(item=scene.item, by=scene.office, at=NOW) == []
    Inspection.every.filter(pk=made[0].pk).update(
        state="published", published_at=NOW, arrived_at=NOW, recorded_at=NOW
    )
    assert quarterly.missing(date(2026, 12, 24)) == []
    assert quarterly.missing(date(2027, 3, 1)) == [unit]


def test_a_late_publication_is_seen(scene):
    inspection = scene.recorded()
    actions.close(inspection=inspection, by=scene.officers[0], at=LATER)
    assert figures(scene.office, QUARTER, LATER)[0].unpublished_late == 0
    assert figures(scene.office, QUARTER, LATER + timedelta(days=40))[0].unpublished_late == 1
