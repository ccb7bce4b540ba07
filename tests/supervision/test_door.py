"""What the supervision desk tells other desks of its objects."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.supervision.assets.actions import retire
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
