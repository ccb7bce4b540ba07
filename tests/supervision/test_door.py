"""What the supervision desk tells other desks of its objects."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.supervision import public
from ancheng.supervision.assets.actions import retire
from ancheng.supervision.assets.values import Answerable, BadValues
from ancheng.supervision.public import objects_of
from tests.factories import NOW, asker, make_unit
from tests.supervision.assets.register import FIRST_STREET, INSIDE_FIRST, at, make_area, make_asset

pytestmark = pytest.mark.django_db


def test_an_object_goes_through_the_door_with_its_point_and_attributes_for_who_may_see_it():
    street = make_area("第一街道", FIRST_STREET)
    placed = make_asset(street, geometry=at(INSIDE_FIRST))
    make_asset(street, geometry=None, name="无位置")
    found = {each.id: each for each in objects_of("hydrant", PLATFORM)}
    assert found[placed.pk].point == INSIDE_FIRST
    assert found[placed.pk].subdistrict_id == street.pk
    assert [each.point for each in found.values() if each.name == "无位置"] == [None]
    assert objects_of("hydrant", asker(Role.DEPARTMENT, make_unit())) == []
    retire(asset_ids=[placed.pk], by=PLATFORM, at=NOW, why="拆除")
    assert placed.pk not in {each.id for each in objects_of("hydrant", PLATFORM)}


def test_a_finding_of_another_desk_goes_into_the_file_in_the_keepers_name_and_keeps_all_else():
    keeper = make_unit("区城管委")
    street = make_area("第一街道", FIRST_STREET)
    people = (Answerable(1, "张三", "010-1"),)
    fill = make_asset(street, kind="waste_soil_site", code="ZT-1", name="某受纳场", department_id=keeper.pk, geometry=at(INSIDE_FIRST).buffer(0.002), attributes={"height_m": "20", "state": "watch"}, people=people)  # fmt: skip
    officer = asker(Role.DEPARTMENT, keeper)
    public.state_attributes(
        officer, fill.pk, {"state": "unstable", "safety_factor": 0.93}, at=NOW, why="测算"
    )
    now = public.object_of(officer, fill.pk)
    assert now.attributes == {**fill.attributes, "state": "unstable", "safety_factor": 0.93}
    assert fill.people.get().name == "张三"
    assert public.attribute_words("waste_soil_site", {"state": "unstable", "safety_factor": None}) == [
        ("状态", "不稳定"),
        ("稳定安全系数", ""),
    ]
    assert public.object_wkt(officer, fill.pk).startswith("POLYGON")


def test_a_finding_out_of_range_or_by_who_may_not_keep_files_is_refused():
    street = make_area("第一街道", FIRST_STREET)
    fill = make_asset(street, kind="waste_soil_site", code="ZT-1", name="某受纳场", geometry=at(INSIDE_FIRST).buffer(0.002), attributes={})  # fmt: skip
    with pytest.raises(BadValues, match="稳定安全系数"):
        public.state_attributes(asker(Role.OFFICE), fill.pk, {"safety_factor": 99}, at=NOW, why="测算")
    duty = asker(Role.DUTY)
    assert not public.keeps_objects(duty)
    with pytest.raises(NotAllowed):
        public.state_attributes(duty, fill.pk, {"safety_factor": 1.2}, at=NOW, why="测算")
    stranger = asker(Role.DEPARTMENT, make_unit("区商务局"))
    assert public.object_of(stranger, fill.pk) is None
    assert public.object_wkt(stranger, fill.pk) == ""
