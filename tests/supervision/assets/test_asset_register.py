"""One object, one file: registered once, changed knowingly, never lost."""

from datetime import date, timedelta

import pytest
from django.contrib.gis.geos import LineString, Polygon

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import as_of, timeline
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets import actions, queries
from ancheng.supervision.assets.declare import Condition
from ancheng.supervision.assets.models import Asset, SavedView, Status
from ancheng.supervision.assets.values import Answerable, BadValues
from tests.factories import NOW, asker, make_district, make_enterprise, make_office, make_unit
from tests.supervision.assets.register import (
    ELSEWHERE,
    FIRST_STREET,
    INSIDE_SECOND,
    SECOND_STREET,
    at,
    make_area,
    make_asset,
    stated,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def water():
    make_area("第一街道", FIRST_STREET)
    make_area("第二街道", SECOND_STREET)
    return make_unit("区水务局")


@pytest.fixture
def officer(water):
    return asker(Role.DEPARTMENT, water)


def amend(asset, by, version=1, **values):
    return actions.amend(
        asset_id=asset.pk, version=version, stated=stated(asset.unit, **values), by=by, at=LATER
    )


# --- registering


def test_an_object_is_registered_with_a_code_its_place_and_a_row_in_the_chain(water, officer):
    asset = make_asset(water, by=officer)
    assert asset.code == "XHS-0000001"
    assert str(asset.subdistrict) == "第一街道"
    assert asset.initials == "xflxhs"
    row = timeline(asset).get()
    assert (row.verb, row.to_state, row.after["name"]) == ("登记对象", "in_use", "幸福路消火栓")


def test_codes_go_on_from_the_highest_of_their_kind(water):
    make_asset(water, code="XHS-0000041")
    make_asset(water, code="自编-7")
    assert make_asset(water).code == "XHS-0000042"
    assert make_asset(water, kind="elevator", geometry=None).code == "DT-0000001"


def test_a_code_that_is_taken_is_refused_and_the_other_object_is_not_touched(water, officer):
    first = make_asset(water, code="A-1")
    with pytest.raises(Conflict, match="编号“A-1”已被另一个“市政消火栓”使用"):
        make_asset(water, by=officer, code="A-1", name="另一个")
    assert Asset.objects.get().name == first.name
    assert make_asset(water, kind="elevator", code="A-1", geometry=None), "another kind counts for itself"


def test_changing_a_code_to_one_that_is_taken_changes_nothing(water, officer):
    make_asset(water, code="A-1")
    second = make_asset(water, code="A-2")
    with pytest.raises(Conflict, match="已被另一个"):
        amend(second, officer, code="A-1")
    second.refresh_from_db()
    assert (second.code, second.version) == ("A-2", 1)


def test_a_point_outside_the_district_is_refused_until_somebody_says_that_it_is_meant(water, officer):
    with pytest.raises(BadValues, match="不在本区任何街道") as refused:
        make_asset(water, by=officer, geometry=at(ELSEWHERE))
    assert set(refused.value.errors) == {"outside_accepted"}
    assert not Asset.objects.exists()
    asset = make_asset(water, by=officer, geometry=at(ELSEWHERE), outside_accepted=True)
    assert asset.outside
    assert asset.subdistrict is None


def test_longitude_and_latitude_in_the_wrong_order_are_told_apart_from_a_place_elsewhere(water):
    with pytest.raises(BadValues, match="经度和纬度是否颠倒"):
        make_asset(water, geometry=at((39.92, 116.45)))


def test_a_shape_that_the_kind_does_not_have_or_that_crosses_itself_is_refused(water):
    with pytest.raises(BadValues, match="位置应为点"):
        make_asset(water, geometry=LineString((116.41, 39.91), (116.42, 39.92), srid=4326))
    bow = Polygon(
        ((116.41, 39.91), (116.43, 39.93), (116.43, 39.91), (116.41, 39.93), (116.41, 39.91)), srid=4326
    )
    with pytest.raises(BadValues, match="图形无效|位置应为"):
        make_asset(water, kind="waste_soil_site", geometry=bow)


def test_an_attribute_that_the_kind_does_not_have_is_named(water):
    with pytest.raises(BadValues) as refused:
        make_asset(water, attributes={"colour": "红"})
    assert refused.value.errors == {"a.colour": "“市政消火栓”没有“colour”这一属性，请删去。"}


def test_all_faults_are_told_at_once_and_nothing_is_stored(water):
    with pytest.raises(BadValues) as refused:
        make_asset(water, name=" ", attributes={"pressure_mpa": "很大", "diameter_mm": "7"}, status="gone")
    assert set(refused.value.errors) == {"name", "a.pressure_mpa", "a.diameter_mm", "status"}
    assert not Asset.objects.exists()


@pytest.mark.parametrize("kind", [UnitKind.COLLECTIVE, UnitKind.DISTRICT])
def test_a_collective_or_the_whole_district_answers_for_nothing(water, kind):
    unit = make_district() if kind == UnitKind.DISTRICT else make_unit("各街道办事处", kind)
    with pytest.raises(BadValues, match="请选择具体的单位"):
        make_asset(unit)


def test_a_unit_that_is_closed_takes_no_new_objects(water):
    type(water).objects.filter(pk=water.pk).update(closed_on=date(2026, 1, 1))
    with pytest.raises(BadValues, match="请选择责任单位"):
        make_asset(water)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DUTY, Role.COMMANDER, Role.ENTERPRISE])
def test_who_only_reads_the_register_cannot_write_in_it(water, role):
    with pytest.raises(NotAllowed, match="只能查看"):
        make_asset(water, by=asker(role, water))


def test_a_unit_does_not_register_what_is_none_of_its_business(water):
    with pytest.raises(NotAllowed, match="都不属于本单位"):
        make_asset(water, by=asker(Role.DEPARTMENT, make_unit("区商务局")))


def test_a_street_registers_what_stands_in_its_area_for_whoever_answers_for_it(water):
    street = make_area("第三街道", (116.60, 39.90, 116.70, 39.95))
    asset = make_asset(water, by=asker(Role.SUBDISTRICT, street), geometry=at((116.65, 39.92)))
    assert asset.unit == water


# --- amending


def test_an_amendment_writes_down_what_it_changed_and_only_that(water, officer):
    asset = make_asset(water, attributes={"pressure_mpa": "0.3", "condition": "完好"})
    changed = amend(
        asset, officer, attributes={"pressure_mpa": "0.4", "condition": "完好"}, address="幸福路1号"
    )
    assert (changed.version, changed.attributes["pressure_mpa"]) == (2, 0.4)
    row = timeline(asset).first()
    assert row.before == {"a.pressure_mpa": 0.3, "address": ""}
    assert row.after == {"a.pressure_mpa": 0.4, "address": "幸福路1号", "version": 2}
    assert as_of(asset, NOW)["name"] == "幸福路消火栓"


def test_of_two_people_who_change_at_once_the_second_is_told_what_the_first_changed(water, officer):
    asset = make_asset(water, attributes={"pressure_mpa": "0.3"})
    colleague = asker(Role.DEPARTMENT, water)
    amend(asset, colleague, name="幸福路东口消火栓", attributes={"pressure_mpa": "0.5"})
    with pytest.raises(actions.Overtaken) as overtaken:
        amend(asset, officer, name="我的名称")
    assert overtaken.value.theirs == {
        "名称": ("幸福路消火栓", "幸福路东口消火栓"),
        "静水压力": ("0.3", "0.5"),
    }
    assert colleague.name in str(overtaken.value)
    assert overtaken.value.version == 2
    asset.refresh_from_db()
    assert asset.name == "幸福路东口消火栓", "the first change stands"
    amend(asset, officer, version=overtaken.value.version, name="我的名称")
    asset.refresh_from_db()
    assert (asset.name, asset.version) == ("我的名称", 3)


def test_all_that_happened_since_is_told_not_only_the_last(water, officer):
    asset = make_asset(water)
    amend(asset, officer, name="甲")
    amend(asset, officer, version=2, name="乙", address="幸福路")
    with pytest.raises(actions.Overtaken) as overtaken:
        amend(asset, officer, name="丙")
    assert overtaken.value.theirs == {"名称": ("幸福路消火栓", "乙"), "地址": ("", "幸福路")}


def test_a_change_without_a_change_leaves_no_row(water, officer):
    asset = make_asset(water)
    amend(asset, officer)
    assert timeline(asset).count() == 1


def test_the_kind_of_an_object_does_not_change(water, officer):
    asset = make_asset(water)
    with pytest.raises(Refusal, match="类别登记后不能更改"):
        amend(asset, officer, kind="elevator")


def test_an_object_that_moves_is_seen_by_the_street_it_moved_to(water, officer):
    asset = make_asset(water)
    second = asker(Role.SUBDISTRICT, type(water).objects.get(short_name="第二街道"))
    with pytest.raises(Absent):
        queries.one(second, asset.pk)
    amend(asset, officer, geometry=at(INSIDE_SECOND))
    assert queries.one(second, asset.pk).subdistrict_id == second.unit_id


def test_the_people_who_answer_for_it_are_one_a_level_and_a_level_left_out_is_empty(water, officer):
    asset = make_asset(water, people=(Answerable(1, "王敏", "13800000000"), Answerable(4, "李强")))
    amend(asset, officer, people=(Answerable(1, "赵宁"), Answerable(3, " ")))
    assert [(each.level, each.name, each.phone) for each in asset.people.all()] == [(1, "赵宁", "")]
    assert timeline(asset).first().before["people"] == {"1": "王敏 13800000000", "4": "李强"}


def test_a_name_too_long_for_a_person_is_refused_before_the_database_has_to(water):
    with pytest.raises(BadValues, match="最多 60 字"):
        make_asset(water, people=(Answerable(1, "王" * 61),))


# --- retiring and other verbs for many


def test_retiring_needs_a_reason_and_keeps_the_file(water, officer):
    asset = make_asset(water)
    with pytest.raises(Refusal, match="请填写注销原因"):
        actions.retire(asset_ids=[asset.pk], by=officer, at=LATER, why="  ")
    assert actions.retire(asset_ids=[asset.pk], by=officer, at=LATER, why="道路改造拆除") == 1
    asset.refresh_from_db()
    assert asset.status == Status.RETIRED
    assert timeline(asset).first().why == "道路改造拆除"
    assert queries.one(officer, asset.pk) == asset, "the file stays readable"
    assert actions.retire(asset_ids=[asset.pk], by=officer, at=LATER, why="再次") == 0, "once is enough"
    actions.reinstate(asset_ids=[asset.pk], by=officer, at=LATER)
    assert [each.verb for each in timeline(asset)][:2] == ["恢复在用", "注销对象"]


def test_taking_out_of_use_needs_a_reason_too(water, officer):
    asset = make_asset(water)
    with pytest.raises(Refusal, match="请填写停用原因"):
        actions.suspend(asset_ids=[asset.pk], by=officer, at=LATER, why="")


def test_many_are_refused_as_a_whole_when_one_is_out_of_sight(water, officer):
    mine = [make_asset(water).pk for _ in range(3)]
    others = make_asset(make_unit("区商务局")).pk
    for ids in ([*mine, others], [*mine, 10**9], []):
        with pytest.raises(Refusal, match="未作任何改动"):
            actions.retire(asset_ids=ids, by=officer, at=LATER, why="清理")
    assert not Asset.objects.filter(status=Status.RETIRED).exists()
    assert actions.retire(asset_ids=mine, by=officer, at=LATER, why="清理") == 3


def test_handing_over_changes_who_sees_it_and_says_from_whom_to_whom(water, officer):
    asset, parks = make_asset(water), make_unit("区园林绿化局")
    actions.assign(asset_ids=[asset.pk], unit=parks, by=officer, at=LATER, why="职责划转")
    asset.refresh_from_db()
    assert timeline(asset).first().before == {"unit": "区水务局"}
    assert queries.one(asker(Role.DEPARTMENT, parks), asset.pk) == asset
    with pytest.raises(Refusal, match="不能作为责任单位"):
        actions.assign(asset_ids=[asset.pk], unit=make_district(), by=asker(Role.OFFICE), at=LATER)


def test_nobody_else_bulk_changes_either(water):
    asset = make_asset(water)
    with pytest.raises(NotAllowed):
        actions.retire(asset_ids=[asset.pk], by=asker(Role.AUDITOR), at=LATER, why="x")


# --- conditions by date


def test_a_certificate_runs_out_by_itself_on_the_day_after_its_last(water):
    lift = make_asset(
        water, kind="elevator", geometry=None, attributes={"registered": "是", "inspection_due": "2026-12-01", "orphan": "否"}
    )  # fmt: skip
    assert lift.standing == Condition.NORMAL
    last_day = NOW.replace(month=12, day=1)
    assert actions.refresh_conditions(at=last_day) == 0
    assert actions.refresh_conditions(at=last_day + timedelta(days=1)) == 1
    lift.refresh_from_db()
    assert lift.standing > Condition.NORMAL
    assert actions.refresh_conditions(at=last_day + timedelta(days=2)) == 0, "told once"


def test_an_object_of_which_nothing_is_known_is_not_normal(water):
    assert make_asset(water).standing == Condition.UNKNOWN
    assert make_asset(water, attributes={"condition": "defective"}).standing == Condition.FAULT
    assert make_asset(water, attributes={"condition": "完好"}).standing == Condition.NORMAL


# --- kept views


def test_a_view_is_kept_under_its_name_for_its_owner_alone(water, officer):
    actions.keep_view(name="我的消火栓", query="kind=hydrant", by=officer, at=NOW)
    actions.keep_view(name="我的消火栓", query="kind=elevator", by=officer, at=NOW)
    other = asker(Role.DEPARTMENT, water)
    view = SavedView.objects.get()
    assert view.query == "kind=elevator"
    assert not queries.saved_views(other.person_id)
    actions.drop_view(view_id=view.pk, by=other)
    assert SavedView.objects.exists(), "nobody drops another's view"
    actions.drop_view(view_id=view.pk, by=officer)
    assert not SavedView.objects.exists()


def test_views_are_not_kept_without_end_or_without_a_name(officer):
    with pytest.raises(Refusal, match="请填写视图名称"):
        actions.keep_view(name=" ", query="", by=officer, at=NOW)
    for number in range(50):
        actions.keep_view(name=f"视图{number}", query="", by=officer, at=NOW)
    with pytest.raises(Refusal, match="已有 50 个"):
        actions.keep_view(name="第51个", query="", by=officer, at=NOW)
    assert actions.keep_view(name="视图7", query="q=1", by=officer, at=NOW).query == "q=1", (
        "a kept one can change"
    )


def test_an_enterprise_sees_its_own_site_and_no_other(water):
    ours, theirs = make_enterprise(), make_enterprise()
    site = make_asset(make_office(), enterprise_id=ours.pk)
    assert queries.one(asker(Role.ENTERPRISE, ours), site.pk) == site
    with pytest.raises(Absent):
        queries.one(asker(Role.ENTERPRISE, theirs), site.pk)
