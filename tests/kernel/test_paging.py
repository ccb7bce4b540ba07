"""Pages by keyset: forwards, backwards, and with marks that are none."""

import pytest

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.paging import page
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    units = [make_unit() for _ in range(7)]
    return Unit.objects.filter(pk__in=[each.pk for each in units])


def keys(found):
    return [each.pk for each in found.rows]


def test_every_row_is_on_exactly_one_page_and_the_way_back_is_the_way_there(rows):
    all_ = sorted(rows.values_list("pk", flat=True), reverse=True)
    first = page(rows, size=3)
    second = page(rows, after=first.older, size=3)
    third = page(rows, after=second.older, size=3)
    assert keys(first) + keys(second) + keys(third) == all_
    assert (first.newer, third.older) == ("", "")
    assert keys(page(rows, before=third.newer, size=3)) == keys(second)
    back = page(rows, before=second.newer, size=3)
    assert (keys(back), back.newer) == (keys(first), "")


def test_a_mark_that_is_none_begins_at_the_beginning_and_one_beyond_the_end_is_empty(rows):
    assert keys(page(rows, after="nonsense", size=3)) == keys(page(rows, size=3))
    assert page(rows, after="1", size=3).rows == []
    assert page(rows.none()).older == ""
