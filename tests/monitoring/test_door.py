"""What other desks may ask of monitoring."""

import pytest

from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.monitoring import public
from tests.factories import asker, make_unit
from tests.monitoring.makers import make_watch

pytestmark = pytest.mark.django_db


def test_the_door_shows_open_warnings_and_only_to_who_may_see_them():
    watch = make_watch()
    card = watch.card()
    shown = public.warning(watch.duty, card.pk)
    assert (shown.number, shown.level, shown.state, shown.realm) == (card.number, 3, "suggested", "actual")
    assert [each.id for each in public.open_warnings(watch.duty)] == [card.pk]
    outsider = asker(Role.DEPARTMENT, make_unit())
    assert public.open_warnings(outsider) == []
    with pytest.raises(Absent):
        public.warning(outsider, card.pk)
