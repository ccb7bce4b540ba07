"""The extract never says other than the records: not after bulk writes, removals, moves or what was taken back."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Q

from ancheng.administration.registers.models import Row
from ancheng.base.roles import Role
from ancheng.kernel import measuring
from ancheng.kernel.copying import copy_in
from ancheng.kernel.extract import actions, formulas, queries
from ancheng.kernel.extract.models import Entry, Formula, Mark, Touched
from ancheng.kernel.extract.queries import number_of, series
from ancheng.kernel.measuring import Measure
from ancheng.supervision.assets.models import Asset
from tests.factories import NOW, asker
from tests.kernel.extract.world import DAYS, INTACT, LENGTH, MEASURES, agrees, caught_up, made, streets

pytestmark = pytest.mark.django_db


def test_what_was_there_before_a_formula_is_known_stands_in_it_from_the_first_count():
    first, _second = streets()
    Asset.objects.bulk_create([made(first, f"A{n}") for n in range(3)])
    Mark.objects.all().delete()
    assert [len(each) for each in caught_up()] == [3, 3]


def test_every_way_to_write_leaves_a_mark_and_marks_are_taken_once():
    first, second = streets()
    made(first, "A1").save()
    Asset.objects.bulk_create([made(first, f"B{n}") for n in range(3)])
    copy_in([made(first, f"C{n}", "water_crane") for n in range(3)])
    assert Mark.objects.count() == 7
    assert [len(each) for each in caught_up()] == [7, 4]
    assert Mark.objects.count() == 0
    Asset.objects.filter(code__startswith="B").update(subdistrict=second)
    assert set(Mark.objects.values_list("kind", "area")) == {("hydrant", first.pk), ("hydrant", second.pk)}
    caught_up()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assets_asset SET attributes = '{}' WHERE code = 'C1'")
    caught_up()
    Asset.objects.filter(code="A1").delete()
    assert [len(each) for each in caught_up()] == [6, 3]


def test_a_row_of_a_register_leaves_marks_too():
    first, _second = streets()
    row = Row(
        register="publicity", code="P1", title="P1", unit=first, same="1", starts_on=date(2026, 3, 1),
        attributes={}, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    row.derive_scope()
    row.save()
    Row.objects.update(title="P2")
    Row.objects.all().delete()
    assert set(Mark.objects.values_list("table", "record", "kind", "area")) == {
        ("registers_row", row.pk or Mark.objects.first().record, "publicity", None)
    }
    assert Mark.objects.count() == 3


def test_a_change_of_kind_status_or_place_leaves_nothing_behind():
    first, second = streets()
    rows = [made(first, f"A{n}") for n in range(4)]
    Asset.objects.bulk_create(rows)
    caught_up()
    Asset.objects.filter(code="A0").update(kind="water_crane")
    Asset.objects.filter(code="A1").update(status="retired")
    Asset.objects.filter(code="A2").update(subdistrict=None)
    Asset.objects.filter(code="A3").update(realm="exercise")
    intact, length = caught_up()
    assert (len(intact), len(length)) == (2, 1)
    assert {each[1] for each in length} == {None}
    Asset.every.update(kind="hydrant", status="in_use", subdistrict=second, realm="actual")
    assert [len(each) for each in caught_up()] == [4, 4]


def test_what_is_taken_back_leaves_neither_mark_nor_entry():
    first, second = streets()
    made(first, "A1").save()
    before = caught_up()
    with transaction.atomic():
        made(first, "A2").save()
        Asset.objects.filter(code="A1").update(subdistrict=second)
        transaction.set_rollback(True)
    assert Mark.objects.count() == 0
    assert caught_up() == before
    with transaction.atomic():
        Asset.objects.all().delete()
        actions.catch_up(MEASURES)
        transaction.set_rollback(True)
    assert caught_up() == before


def test_a_hundred_random_changes_end_where_the_records_end():
    both, chance = streets(), random.Random(74)
    Asset.objects.bulk_create([made(both[n % 2], f"A{n}") for n in range(20)])
    for number in range(100):
        rows = Asset.every.filter(pk__in=chance.sample(list(Asset.every.values_list("pk", flat=True)), 2))
        match chance.randrange(6):
            case 0:
                rows.update(kind=F("kind"), status=chance.choice(("in_use", "retired")))
            case 1:
                rows.update(subdistrict=chance.choice((*both, None)))
            case 2:
                rows.update(
                    attributes={"condition": "intact", "checked_on": f"2026-0{chance.randint(1, 9)}-15"}
                )
            case 3:
                rows[:1].get().delete()
                made(chance.choice(both), f"N{number}", chance.choice(("hydrant", "water_crane"))).save()
            case 4:
                rows.update(built_on=date(2026, chance.randint(1, 12), 1))
            case 5:
                rows.update(
                    attributes={"length_m": chance.randint(0, 9), "safe_m": 3, "laid_on": "2026-05-05"}
                )
        if not chance.randrange(6):
            agrees()
        if not chance.randrange(6):
            caught_up()
            agrees()
    caught_up()


def test_it_counts_what_a_count_of_the_records_counts():
    both = streets()
    Asset.objects.bulk_create(
        made(both[n % 2], f"A{n}", checked_on=f"{2025 + n % 2}-{n % 12 + 1:02}-30", laid_on=f"2026-{n % 12 + 1:02}-28",
             gone_on=f"2026-{12 - n % 12:02}-01", length_m=n / 10)
        for n in range(48)
    )  # fmt: skip
    for units in (None, [both[1].pk]):
        numbers = actions.catch_up(MEASURES)
        found = series(list(zip(numbers, MEASURES, strict=True)), DAYS, units)
        assert found == [measuring.series(each, DAYS, units) for each in MEASURES]
        assert any(up[-1] for up, _down in found[0].values())


@pytest.mark.parametrize(
    "odd", ["", "soon", "2026", "2026-11", "2026-11-3", "2026-11-30T10:00", "2026/11/30", "年底"]
)
def test_what_is_no_day_is_sorted_where_its_text_is(odd):
    first, _second = streets()
    made(first, "A1", laid_on=odd, gone_on=odd).save()
    made(first, "A2", laid_on="2026-01-05", gone_on=odd, checked_on=odd).save()
    numbers = actions.catch_up(MEASURES)
    found = series(list(zip(numbers, MEASURES, strict=True)), DAYS)
    assert found == [measuring.series(each, DAYS) for each in MEASURES]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract_day(%s)", [odd])
        (number,) = cursor.fetchone()
    assert [number <= number_of(each) for each in days] == [odd <= each.isoformat() for each in days]
    assert [number >= number_of(each) for each in days] == [odd >= each.isoformat() for each in days]


def test_a_formula_that_changes_is_written_anew_and_the_old_one_is_forgotten():
    first, _second = streets()
    made(first, "A1", condition="defective").save()
    caught_up()
    other = Measure(
        lambda: Asset.objects.filter(kind="hydrant", attributes__condition="defective"), kinds=("hydrant",)
    )
    assert [len(each) for each in caught_up((other,))] == [1]
    assert Formula.objects.get().fingerprint == formulas.compiled(other).fingerprint
    made(first, "A2", condition="defective").save()
    assert [len(each) for each in caught_up((other, INTACT))] == [2, 2]


def test_two_measures_that_ask_the_same_share_their_entries():
    first, _second = streets()
    made(first, "A1").save()
    lower = Measure(LENGTH.rows, kinds=LENGTH.kinds, side="denominator")
    upper = Measure(LENGTH.rows, kinds=LENGTH.kinds, side="numerator")
    numbers = actions.catch_up((lower, upper))
    assert numbers[0] == numbers[1]
    assert Entry.objects.count() == 1
    found = series([(numbers[0], lower), (numbers[1], upper)], DAYS)
    assert found == [measuring.series(lower, DAYS), measuring.series(upper, DAYS)]


def test_what_was_touched_is_kept_until_somebody_counts_it():
    first, second = streets()
    made(first, "A1").save()
    caught_up()
    Asset.objects.update(subdistrict=second)
    caught_up()
    Asset.objects.all().delete()
    caught_up()
    assert actions.take_touched() == {("hydrant", first.pk), ("hydrant", second.pk)}
    assert actions.take_touched() == set()
    assert Touched.objects.count() == 0


def test_many_marks_are_taken_in_portions(monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 5)
    first, second = streets()
    Asset.objects.bulk_create([made(first, f"A{n}") for n in range(23)])
    caught_up()
    Asset.objects.update(subdistrict=second)
    Asset.objects.filter(Q(code__endswith="1")).delete()
    caught_up()
    assert Mark.objects.count() == 0


def test_with_too_many_marks_the_records_are_asked_themselves(monkeypatch):
    monkeypatch.setattr(queries, "FEW", 4)
    first, second = streets()
    Asset.objects.bulk_create([made(first, f"A{n}") for n in range(8)])
    caught_up()
    Asset.objects.filter(code__lt="A6").update(subdistrict=second)
    agrees()
    caught_up()
    agrees()


def test_who_sees_little_is_shown_what_is_missing_of_it_all_the_same():
    first, second = streets()
    Asset.objects.bulk_create([made(first, f"A{n}", condition="broken") for n in range(30)])
    Asset.objects.bulk_create([made(second, f"B{n}", condition="broken") for n in range(3)])
    caught_up()
    for street, wanted in ((first, 2), (second, 2)):
        own = asker(Role.SUBDISTRICT, street)
        found = queries.failing(INTACT, DAYS[-1], own, at_most=2)
        assert len(found) == wanted
        assert found == measuring.failing(INTACT, DAYS[-1], own, at_most=2)


def test_a_table_that_is_emptied_has_no_entries_left():
    first, _second = streets()
    made(first, "A1").save()
    caught_up()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE assets_asset CASCADE")
    assert Entry.objects.count() == 0
    assert caught_up() == [set(), set()]


def test_what_was_written_past_the_triggers_is_right_again_once_all_is_forgotten():
    first, second = streets()
    made(first, "A1").save()
    before = caught_up()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE assets_asset SET subdistrict_id = %s", [second.pk])
        cursor.execute("SET session_replication_role = origin")
    assert Mark.objects.count() == 0
    actions.forget_all()
    assert caught_up() != before
