"""When a unit gets another parent, its records are seen by the new superior and no longer by the old one."""

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from ancheng.kernel.orgs.actions import move_unit
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from tests.factories import NOW, asker, make_task, make_unit


@pytest.mark.django_db
def test_a_community_that_moves_takes_its_tasks_into_the_sight_of_its_new_subdistrict():
    old, new = make_unit("甲街道", UnitKind.SUBDISTRICT), make_unit("乙街道", UnitKind.SUBDISTRICT)
    community = make_unit("一社区", UnitKind.COMMUNITY, old)
    task = make_task(community)
    assert task in Task.objects.visible_to(asker(Role.SUBDISTRICT, old))
    move_unit(unit=community, parent=new, by=PLATFORM, at=NOW, why="区划调整")
    hand_on(str(Event.objects.get(name="UnitMoved").pk), at=NOW)
    assert task in Task.objects.visible_to(asker(Role.SUBDISTRICT, new))
    assert task not in Task.objects.visible_to(asker(Role.SUBDISTRICT, old))
