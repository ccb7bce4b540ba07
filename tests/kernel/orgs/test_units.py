"""Units form a tree, are found by any of their names, and are never hung under themselves."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs import actions, queries
from ancheng.kernel.orgs.bulk import NewUnit, add_units
from ancheng.kernel.orgs.models import Unit, UnitKind
from tests.factories import NOW, asker, credit_code, make_district, make_enterprise, make_unit

pytestmark = pytest.mark.django_db


def test_a_unit_is_found_by_its_full_name_its_short_name_and_its_spelling_variants():
    bureau = make_unit("北京市朝阳区应急管理局", short_name="区应急局")
    street = make_unit("各街道办事处、地区办事处（乡政府）", UnitKind.COLLECTIVE)
    found = queries.by_name(
        ["区应急局", "北京市朝阳区应急管理局", "区 应急局", "各街道办事处、地区办事处(乡政府)", "区不存在局"]
    )
    assert found["区应急局"] == found["北京市朝阳区应急管理局"] == found["区 应急局"] == bureau
    assert found["各街道办事处、地区办事处(乡政府)"] == street
    assert "区不存在局" not in found


def test_an_alias_that_means_another_unit_is_refused():
    make_unit("区水务局")
    other = make_unit("区商务局")
    with pytest.raises(Conflict, match="已是“区水务局”的别名"):
        actions.add_alias(unit=other, name="区水务局", by=PLATFORM, at=NOW)


def test_a_collective_expands_to_its_members_and_a_unit_to_itself():
    collective = make_unit("各街道办事处", UnitKind.COLLECTIVE)
    members = [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT, order=n) for n in range(3)]
    collective.members.set(members)
    assert queries.expand(collective) == members
    assert queries.expand(members[0]) == [members[0]]


def test_moving_a_unit_takes_everything_below_it_along():
    old, new = make_unit("甲街道", UnitKind.SUBDISTRICT), make_unit("乙街道", UnitKind.SUBDISTRICT)
    community = make_unit("一社区", UnitKind.COMMUNITY, old)
    grid = make_unit("一网格", UnitKind.GRID, community)
    actions.move_unit(unit=community, parent=new, by=PLATFORM, at=NOW, why="区划调整")
    grid.refresh_from_db()
    assert new.pk in grid.ancestors
    assert old.pk not in grid.ancestors
    assert grid.path.startswith(Unit.objects.get(pk=new.pk).path)
    assert (Unit.objects.get(pk=old.pk).child_count, Unit.objects.get(pk=new.pk).child_count) == (0, 1)


def test_a_unit_cannot_be_hung_under_its_own_subordinate():
    street = make_unit("甲街道", UnitKind.SUBDISTRICT)
    community = make_unit("一社区", UnitKind.COMMUNITY, street)
    with pytest.raises(Refusal, match="自己的下级"):
        actions.move_unit(unit=street, parent=community, by=PLATFORM, at=NOW)


def test_only_an_administrator_founds_units():
    with pytest.raises(NotAllowed):
        actions.add_unit(kind=UnitKind.DEPARTMENT, name="区新局", by=asker(Role.OFFICE), at=NOW)


def test_an_enterprise_needs_a_valid_credit_code_and_each_code_is_registered_once():
    with pytest.raises(Refusal, match=r"18 ?位"):
        actions.register_enterprise(name="甲", credit_code="123", parent=make_district(), by=PLATFORM, at=NOW)
    code = credit_code(77)
    actions.register_enterprise(name="甲", credit_code=code, parent=make_district(), by=PLATFORM, at=NOW)
    with pytest.raises(Conflict, match="已登记"):
        actions.register_enterprise(name="乙", credit_code=code, parent=make_district(), by=PLATFORM, at=NOW)


def test_many_units_are_founded_together_or_not_at_all():
    street = make_unit("甲街道", UnitKind.SUBDISTRICT)
    rows = [NewUnit(street, UnitKind.COMMUNITY, f"第{n}社区", adcode=f"110105001{n:03d}") for n in range(5)]
    units = add_units(rows=rows, by=PLATFORM, at=NOW)
    assert [unit.parent_id for unit in units] == [street.pk] * 5
    assert Unit.objects.get(pk=units[2].pk).path == f"{street.path}{units[2].pk}/"
    assert Unit.objects.get(pk=street.pk).child_count == 5
    bad = [NewUnit(street, UnitKind.COMMUNITY, "好社区"), NewUnit(street, UnitKind.COMMUNITY, " ")]
    with pytest.raises(Refusal):
        add_units(rows=bad, by=PLATFORM, at=NOW)
    assert not Unit.objects.filter(name="好社区").exists()


def test_a_subdistrict_sees_the_enterprises_below_it_and_no_others():
    own, other = make_unit("甲街道", UnitKind.SUBDISTRICT), make_unit("乙街道", UnitKind.SUBDISTRICT)
    mine, theirs = make_enterprise(own), make_enterprise(other)
    seen = set(Unit.objects.visible_to(asker(Role.SUBDISTRICT, own)))
    assert mine in seen
    assert theirs not in seen
    assert theirs in set(Unit.objects.visible_to(asker(Role.OFFICE)))


def test_a_unit_is_found_by_pinyin_initials():
    bureau = make_unit("区应急局")
    assert queries.search("qyjj", asker(Role.OFFICE)) == [bureau]


def test_an_unknown_name_gets_suggestions():
    bureau = make_unit("北京市朝阳区应急管理局", short_name="区应急局")
    assert bureau in queries.suggestions("朝阳区应急管理")
