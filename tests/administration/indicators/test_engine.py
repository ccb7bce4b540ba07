"""Results are counted from the records: by unit, part and month, and their rows can be named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ancheng.administration.indicators import actions, engine, queries
from ancheng.administration.indicators.models import LockedMonth, Result
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Verdict, month_ends
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from ancheng.supervision.assets.models import Asset
from tests.factories import NOW, asker, make_district, make_office, make_unit

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 30)
DAYS = month_ends(NOVEMBER, 24)
MAKE = {"number": 0}


def hydrant(street, condition="intact", *, kind="hydrant", built_on=None, **more):
    MAKE["number"] += 1
    attributes = {"municipal": True, "condition": condition, **more.pop("attributes", {})}
    row = Asset(
        kind=kind, code=f"T{MAKE['number']:05d}", name=f"设施{MAKE['number']}", unit=street,
        subdistrict=street, attributes=attributes, built_on=built_on, created_at=NOW, updated_at=NOW, **more,
    )  # fmt: skip
    row.derive_scope()
    row.save()
    return row


@pytest.fixture
def streets():
    make_district()
    return [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in "一二三"]


def counted(number="IND-004", days=(NOVEMBER,), **more):
    return engine.count(INDICATORS[number], list(days), **more)


def test_children_sum_to_the_district_and_parts_to_the_whole(streets):
    for place, street in enumerate(streets):
        for number in range(place + 2):
            hydrant(street, "defective" if number == 0 else "intact")
        hydrant(street, kind="water_crane")
    cells, home = counted(), engine.district_id()
    units = [cells[NOVEMBER, each.pk, ""] for each in streets]
    assert cells[NOVEMBER, home, ""].denominator == sum(each.denominator for each in units) == 12
    assert cells[NOVEMBER, home, ""].numerator == sum(each.numerator for each in units) == 9
    for unit in (home, *(each.pk for each in streets)):
        parts = [cells[NOVEMBER, unit, key] for key in ("hydrant", "water_crane")]
        assert sum(each.denominator for each in parts) == cells[NOVEMBER, unit, ""].denominator


def test_a_record_counts_from_the_month_in_which_it_was_built(streets):
    hydrant(streets[0], built_on=date(2026, 9, 30))
    hydrant(streets[0], built_on=date(2026, 10, 1))
    cells, home = counted(days=DAYS), engine.district_id()
    assert (date(2026, 8, 31), home, "") not in cells
    assert cells[date(2026, 9, 30), home, ""].denominator == 1
    assert cells[date(2026, 10, 31), home, ""].denominator == 2


def test_what_runs_out_is_met_through_its_last_day_and_not_after(streets):
    zone = {"built_up_area": True, "assessment_approved": True, "assessment_valid_to": "2026-10-31"}
    hydrant(streets[0], kind="functional_zone", attributes=zone)
    cells, home = counted("IND-013", DAYS), engine.district_id()
    assert cells[date(2026, 10, 31), home, ""].numerator == 1
    assert cells[date(2026, 11, 30), home, ""].numerator == 0


def test_what_nobody_knows_is_not_met(streets):
    hydrant(
        streets[0], kind="functional_zone", attributes={"built_up_area": True, "assessment_approved": True}
    )
    hydrant(streets[0], None)
    assert counted("IND-013")[NOVEMBER, streets[0].pk, ""].numerator == 0
    assert counted()[NOVEMBER, streets[0].pk, ""].numerator == 0


def test_an_event_counts_to_the_end_of_its_year_and_starts_anew_in_january(streets):
    hydrant(streets[0], kind="bus", attributes={"in_service_on": "2025-11-15", "driver_partition": True})
    cells, home = counted("IND-021", DAYS), engine.district_id()
    assert cells[date(2025, 12, 31), home, ""].numerator == 1
    assert (date(2026, 1, 31), home, "") not in cells


def test_an_exercise_and_what_is_out_of_use_enter_no_figure(streets):
    hydrant(streets[0], realm=Realm.EXERCISE)
    hydrant(streets[0], status="suspended")
    assert counted() == {}


def test_lengths_are_added_exactly_and_no_more_is_held_than_there_is(streets):
    for metres in ("0.1", "0.2"):
        hydrant(
            streets[0], kind="long_pipeline",
            attributes={"length_m": float(metres), "distance_compliant": True},
        )  # fmt: skip
    found = counted("IND-018")[NOVEMBER, streets[0].pk, ""]
    assert found.numerator == found.denominator == Decimal("0.3")
    hydrant(streets[0], kind="crowded_place", attributes={"key_areas": 4, "key_areas_monitored": 9})
    assert counted("IND-034")[NOVEMBER, streets[0].pk, ""].numerator == 4


def test_two_lengths_of_two_registers_make_one_share(streets):
    hydrant(streets[0], kind="utility_tunnel", attributes={"new_area": True, "length_m": 18400})
    hydrant(streets[0], kind="road", attributes={"new_area": True, "length_m": 57200})
    engine.recompute(days=[NOVEMBER], at=NOW)
    cell = queries.cell(INDICATORS["IND-047"], streets[0], NOVEMBER)
    assert (cell.text, cell.verdict) == ("32.17", Verdict.PASSED)


def test_level_crossings_that_are_all_gone_are_zero_and_pass_none_at_all_is_no_data(streets):
    seen = {"level_crossing": True, "in_crowded_area": True}
    hydrant(streets[0], kind="rail_crossing", attributes={**seen, "eliminated_on": "2026-10-10"})
    engine.recompute(days=[NOVEMBER], at=NOW)
    assert queries.cell(INDICATORS["IMP-04"], streets[0], NOVEMBER).verdict == Verdict.PASSED
    assert queries.cell(INDICATORS["IMP-04"], streets[1], NOVEMBER).verdict == Verdict.NO_DATA


def test_the_failing_rows_say_what_each_lacks_and_are_those_that_one_may_see(streets):
    office = asker(Role.OFFICE, make_office())
    bad = hydrant(streets[0], kind="bridge", attributes={"limit_sign_required": True, "height_limit_sign": True, "height_sign_inspected_on": "2026-01-02"})  # fmt: skip
    declared = INDICATORS["IND-002"]
    rows = queries.failing_rows(declared, streets[0], NOVEMBER, office, today=NOVEMBER)
    assert [each.id for each in rows] == [bad.pk]
    assert [each.zh for each in rows[0].lacks] == ["限重标识"]
    other = asker(Role.SUBDISTRICT, streets[1])
    assert queries.failing_rows(declared, streets[0], NOVEMBER, other, today=NOVEMBER) == []


def test_a_ratio_of_two_kinds_of_records_lists_those_that_stand_below_the_line(streets):
    office = asker(Role.OFFICE, make_office())
    hydrant(streets[0], kind="utility_tunnel", attributes={"new_area": True, "length_m": 100})
    road = hydrant(streets[0], kind="road", attributes={"new_area": True, "length_m": 1000})
    hydrant(streets[0], kind="road", attributes={"new_area": False, "length_m": 1000})
    declared = INDICATORS["IND-047"]
    assert queries.set_against(declared)
    assert not queries.set_against(INDICATORS["IND-004"])
    rows = queries.failing_rows(declared, streets[0], NOVEMBER, office, today=NOVEMBER)
    assert [each.id for each in rows] == [road.pk]


def test_a_corrective_task_shows_what_the_figure_did_since(streets):
    row = hydrant(streets[0], "defective")
    days = month_ends(NOVEMBER, 3)
    engine.recompute(days=days[:2], at=NOW)
    Asset.objects.filter(pk=row.pk).update(attributes={"municipal": True, "condition": "intact"})
    engine.recompute(days=days[2:], at=NOW)
    points = queries.trend(INDICATORS["IND-004"], streets[0], NOVEMBER)
    effect = queries.effects([Task(created_at=NOW)], points)[0]
    assert (effect.before.cell.text, effect.after.cell.text) == ("0.00", "100.00")
    early = queries.effects([Task(created_at=NOW - timedelta(days=400))], points)[0]
    assert early.before is None


def test_counting_again_writes_the_same_and_a_locked_month_stays(streets):
    row = hydrant(streets[0], "defective")
    first = engine.recompute(days=[NOVEMBER], at=NOW)
    assert first == engine.recompute(days=[NOVEMBER], at=NOW) == Result.objects.count()
    LockedMonth.objects.create(month=NOVEMBER, locked_at=NOW, locked_by="安委办")
    Asset.objects.filter(pk=row.pk).update(attributes={"municipal": True, "condition": "intact"})
    assert engine.recompute(days=[NOVEMBER], at=NOW) == 0
    assert Result.objects.get(unit=streets[0], part="").numerator == 0
    found = queries.differences(NOVEMBER)
    assert {each.indicator.id for each in found} == {"IND-004"}
    assert {(each.stored, each.now) for each in found} == {("0 / 1", "1 / 1")}


def test_what_changed_is_counted_again_and_comes_to_the_same_as_counting_everything(streets):
    rows = [hydrant(street, "defective") for street in streets]
    engine.recompute(days=[NOVEMBER], at=NOW)
    later = NOW + timedelta(minutes=1)
    Asset.objects.filter(pk=rows[0].pk).update(
        attributes={"municipal": True, "condition": "intact"}, updated_at=later
    )
    assert actions.refresh(at=later)
    partly = set(Result.objects.values_list("indicator", "unit", "part", "numerator", "denominator"))
    engine.recompute(days=[NOVEMBER], at=later)
    assert partly == set(Result.objects.values_list("indicator", "unit", "part", "numerator", "denominator"))
    assert Result.objects.get(unit=engine.district_id(), indicator="IND-004", part="").numerator == 1


def test_only_the_office_counts_locks_and_chooses(streets):
    street = asker(Role.SUBDISTRICT, streets[0])
    with pytest.raises(NotAllowed):
        actions.recompute(by=street, at=NOW)
    with pytest.raises(NotAllowed):
        actions.lock(month=NOVEMBER, by=street, at=NOW)
    with pytest.raises(NotAllowed):
        actions.choose(number="IND-023", key="both", why="试", by=street, at=NOW)


def test_a_month_is_locked_once_when_it_is_over_and_was_counted(streets):
    office, october = asker(Role.OFFICE, make_office()), date(2026, 10, 31)
    with pytest.raises(Refusal, match="尚未结束"):
        actions.lock(month=NOVEMBER, by=office, at=NOW)
    with pytest.raises(Refusal, match="没有指标结果"):
        actions.lock(month=october, by=office, at=NOW)
    hydrant(streets[0])
    engine.recompute(days=[october], at=NOW)
    actions.lock(month=october, by=office, at=NOW)
    with pytest.raises(Conflict):
        actions.lock(month=october, by=office, at=NOW)


def test_a_reading_that_is_chosen_counts_from_then_on_and_the_other_is_shown_beside_it(streets):
    office, declared = asker(Role.OFFICE, make_office()), INDICATORS["IND-023"]
    hydrant(streets[0], kind="vehicle", attributes={"class": "school_bus", "anti_collision": True})
    engine.recompute(days=[NOVEMBER], at=NOW)
    assert queries.cell(declared, streets[0], NOVEMBER).text == "100.00"
    with pytest.raises(Refusal, match="理由"):
        actions.choose(number="IND-023", key="both", why=" ", by=office, at=NOW)
    actions.choose(number="IND-023", key="both", why="按两种产品均安装统计", by=office, at=NOW)
    assert queries.cell(declared, streets[0], NOVEMBER).text == "0.00"
    shown = queries.alternatives(declared, streets[0], NOVEMBER)
    assert [(each.key, each.chosen, each.cell.text) for each in shown] == [
        ("any", False, "100.00"),
        ("both", True, "0.00"),
    ]


def test_a_red_cell_becomes_one_task_and_turns_green_when_the_row_is_mended(streets):
    office, street = asker(Role.OFFICE, make_office()), streets[0]
    row = hydrant(street, "defective")
    engine.recompute(days=[NOVEMBER], at=NOW)
    wish = {"number": "IND-004", "unit": street, "month": NOVEMBER, "owner": street, "by": office, "at": NOW}
    with pytest.raises(Refusal, match="晚于今天"):
        actions.correct(**wish, ends_on=NOW.date())
    task = actions.correct(**wish, ends_on=actions.default_end(NOW))
    assert task.owner_unit == street
    assert task.ends_on == date(2026, 12, 31)
    assert "二(二)7#1" in task.text
    with pytest.raises(Conflict, match="未办结"):
        actions.correct(**wish, ends_on=actions.default_end(NOW))
    later = NOW + timedelta(minutes=1)
    Asset.objects.filter(pk=row.pk).update(
        attributes={"municipal": True, "condition": "intact"}, updated_at=later
    )
    actions.refresh(at=later)
    assert queries.cell(INDICATORS["IND-004"], street, NOVEMBER).verdict == Verdict.PASSED


def test_a_task_is_asked_only_of_ones_own_area_and_only_where_a_target_is_missed(streets):
    hydrant(streets[0])
    hydrant(streets[1], "defective")
    engine.recompute(days=[NOVEMBER], at=NOW)
    own, other = asker(Role.SUBDISTRICT, streets[0]), asker(Role.GRID, streets[1])
    end = actions.default_end(NOW)
    common = {"number": "IND-004", "month": NOVEMBER, "ends_on": end, "at": NOW}
    with pytest.raises(NotAllowed):
        actions.correct(unit=streets[1], owner=streets[1], by=own, **common)
    with pytest.raises(NotAllowed):
        actions.correct(unit=streets[1], owner=streets[1], by=other, **common)
    with pytest.raises(Conflict):
        actions.correct(unit=streets[0], owner=streets[0], by=own, **common)


def test_peers_are_those_of_like_size_and_the_trend_keeps_its_gaps(streets):
    for place, street in enumerate(streets):
        for _number in range(place + 1):
            hydrant(street, built_on=date(2026, 10, 5))
    engine.recompute(days=DAYS, at=NOW)
    declared = INDICATORS["IND-004"]
    assert [each.unit for each in queries.peers(declared, streets[0], NOVEMBER)] == streets[1:]
    points = queries.trend(declared, streets[0], NOVEMBER)
    assert len(points) == 24
    assert [each.cell.text for each in points][-3:] == ["", "100.00", "100.00"]


def test_an_enterprise_is_not_told_of_indicators():
    with pytest.raises(NotAllowed):
        queries.only_public(asker(Role.ENTERPRISE, make_unit()))
