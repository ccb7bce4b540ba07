"""What the command desk tells other desks: the figures of IND-041, 049 and 050."""

from datetime import date

import pytest

from ancheng.base.asker import PLATFORM
from ancheng.command.public import Share, reserve_completeness, shelter_distance, shelters_complete
from ancheng.command.resources.keeping_actions import plan_requirement
from ancheng.command.resources.models import Requirement
from tests.command.resources.makers import Scene
from tests.command.shelters.makers import make_shelter
from tests.factories import NOW
from tests.supervision.assets.register import FIRST_STREET, make_area

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_figures_are_empty_where_nothing_is_known_and_right_where_something_is():
    assert reserve_completeness(PLATFORM, TODAY).percent is None
    assert shelters_complete(PLATFORM, TODAY).percent is None
    assert shelter_distance(PLATFORM, TODAY) is None
    scene = Scene(quantity=100)
    line = Requirement(year=2026, unit=scene.keeper_unit, item=scene.item, required=100)
    plan_requirement(requirement=line, by=PLATFORM, at=NOW)
    assert reserve_completeness(PLATFORM, TODAY) == Share(1, 1)
    assert reserve_completeness(PLATFORM, TODAY, scene.street.pk) == Share(0, 0)
    street = make_area("第三街道", FIRST_STREET)
    make_shelter(street)
    make_shelter(street, zone_water=None)
    assert shelters_complete(PLATFORM, TODAY) == Share(1, 2)
    assert shelters_complete(PLATFORM, TODAY).percent == 50.0
