"""The list and its number: the same rows however they are fetched, and soon whatever is asked."""

from datetime import timedelta

import pytest
from django.test import Client

from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.kernel import counting
from ancheng.kernel.counting import HowMany
from ancheng.supervision.assets import paging, queries
from ancheng.supervision.assets.filters import Filter
from ancheng.supervision.assets.models import Asset
from tests.factories import NOW, asker, make_enterprise, make_office, make_person, make_unit
from tests.supervision.assets.places import make_hydrant

pytestmark = pytest.mark.django_db
FEW, MANY = HowMany(7, exact=True), HowMany(50_000, exact=False)


@pytest.fixture
def seven():
    unit = make_unit()
    return [
        # Two of them were stamped at the same moment, as an import does.
        make_hydrant(
            unit, name=f"第{number}号", code=f"C{9 - number}", when=NOW + timedelta(minutes=number // 2)
        )
        for number in range(7)
    ]


def names(found):
    return [each.name for each in found.rows]


def slow():
    """All objects, each of which takes the database 30 ms."""
    return Asset.objects.extra(where=["pg_sleep(0.03)::text = ''"])


@pytest.mark.parametrize("sort", ["latest", "oldest", "code"])
def test_few_and_many_give_the_same_rows_in_the_same_order(seven, sort):
    found = Asset.objects.filter(kind="hydrant")
    few = paging.page(found, sort, size=4, count=FEW)
    many = paging.page(found, sort, size=4, count=MANY)
    assert names(few) == names(many)
    assert len(names(few)) == 4
    assert (few.after, few.before) == (many.after, many.before)


@pytest.mark.parametrize("sort", ["latest", "oldest", "code"])
@pytest.mark.parametrize("count", [FEW, MANY])
def test_turning_pages_forward_and_back_shows_every_row_once(seven, sort, count):
    found = Asset.objects.filter(kind="hydrant")
    first = paging.page(found, sort, size=3, count=count)
    second = paging.page(found, sort, size=3, count=count, after=first.after)
    third = paging.page(found, sort, size=3, count=count, after=second.after)
    assert sorted(names(first) + names(second) + names(third)) == sorted(each.name for each in seven)
    assert (first.before, third.after) == ("", "")
    back = paging.page(found, sort, size=3, count=count, before=third.before)
    assert names(back) == names(second)


def test_the_latest_change_stands_first(seven):
    assert names(paging.page(Asset.objects.all(), "latest"))[0] == "第6号"
    assert names(paging.page(Asset.objects.all(), "oldest"))[0] == "第0号"


def test_a_line_needs_no_further_question(seven, django_assert_num_queries):
    rows = paging.page(Asset.objects.all(), "latest", count=FEW).rows
    with django_assert_num_queries(0):
        for each in rows:
            assert each.longitude == pytest.approx(116.4501)
            assert each.latitude == pytest.approx(39.9201)
            assert str(each.unit)
            assert each.subdistrict is None
            assert each.declared.zh == "市政消火栓"
            assert each.tone == "unknown"


def test_what_is_quickly_counted_is_counted(seven):
    assert counting.how_many(Asset.objects.all()) == HowMany(7, exact=True)
    assert counting.how_many(Asset.objects.filter(kind="bridge")) == HowMany(0, exact=True)


def test_what_would_take_long_to_count_is_estimated_and_says_so(seven, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_MILLISECONDS", 20)
    count = counting.how_many(slow())
    assert not count.exact
    assert count.text.startswith("≈")
    assert count.number >= 1, "an estimate never says that there is nothing"


def test_a_page_that_takes_long_in_order_is_gathered_instead(seven, monkeypatch):
    monkeypatch.setattr(paging, "TRY_MILLISECONDS", 20)
    assert len(paging.page(slow(), "latest", count=MANY).rows) == 7


def test_work_around_a_cancelled_question_is_kept(seven, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_MILLISECONDS", 20)
    late = make_hydrant(name="最后一个")
    counting.how_many(slow())
    assert Asset.objects.filter(pk=late.pk).exists()


def test_the_time_limit_ends_with_the_question(seven, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_MILLISECONDS", 60)
    counting.how_many(Asset.objects.all())
    assert len(slow()) == 7  # takes 210 ms: nothing cancels it any more


def test_a_spoilt_mark_shows_the_beginning(seven):
    assert names(paging.page(Asset.objects.all(), "latest", after="garbage"))[0] == "第6号"


def test_an_object_is_loaded_with_all_its_units_in_two_questions(django_assert_num_queries):
    hydrant = make_hydrant(
        make_unit("区水务局"), department_id=make_unit("区城管委").pk, enterprise_id=make_enterprise().pk
    )
    office = asker(Role.OFFICE)
    with django_assert_num_queries(2):
        found = queries.one(office, hydrant.pk)
        assert (str(found.unit), str(found.department)) == ("区水务局", "区城管委")
        assert found.enterprise is not None
        assert found.grid is None


def test_an_object_of_others_is_absent_just_as_one_that_never_was():
    hydrant = make_hydrant()
    stranger = asker(Role.DEPARTMENT, make_unit())
    with pytest.raises(Absent) as theirs:
        queries.one(stranger, hydrant.pk)
    with pytest.raises(Absent) as nothing:
        queries.one(stranger, hydrant.pk + 1000)
    assert str(theirs.value) == str(nothing.value)


def test_the_same_pairs_of_characters_in_another_order_are_another_word():
    make_hydrant(name="消防火栓消火", code="A1")
    make_hydrant(name="街口消火栓", code="A2")
    found = queries.narrowed(asker(Role.OFFICE), Filter(q="消火栓"), NOW)
    assert [each.code for each in found] == ["A2"]


def test_wide_and_narrow_letters_find_each_other():
    make_hydrant(name="ＡＢＣ大厦消火栓", code="W1")
    make_hydrant(name="abc大厦消火栓", code="W2")
    found = queries.narrowed(asker(Role.OFFICE), Filter(q="Abc大厦"), NOW)
    assert {each.code for each in found} == {"W1", "W2"}


def test_the_page_says_that_an_object_has_no_place_instead_of_leaving_it_blank():
    make_hydrant(name="没有位置的消火栓", at=None)
    make_hydrant(name="区外的消火栓")
    client = Client()
    client.force_login(
        make_person(Role.OFFICE, make_office()), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/assets/").content.decode()
    assert "未标绘位置" in page
    assert "区外" in page
    assert page.count("data-point=") == 1
    assert "情况不明" in page
