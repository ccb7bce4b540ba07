"""What a person may do comes from seats with dates, given by an administrator and recorded."""

from datetime import date

import pytest

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.people import actions
from ancheng.kernel.people.models import Membership
from ancheng.kernel.people.queries import people_as, people_in, seats
from tests.factories import NOW, asker, make_person, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_a_seat_counts_from_its_first_day_to_its_last():
    person, unit = make_person(Role.DEPARTMENT, make_unit()), make_unit()
    admin = asker(Role.ADMINISTRATOR)
    actions.seat(person=person, unit=unit, role=Role.DUTY, by=admin, at=NOW, valid_from=TODAY, valid_to=TODAY)
    assert [each.role for each in seats(person, TODAY)] == [Role.DEPARTMENT, Role.DUTY]
    assert [each.role for each in seats(person, date(2026, 11, 25))] == [Role.DEPARTMENT]
    assert [each.role for each in seats(person, date(2026, 11, 23))] == [Role.DEPARTMENT]


def test_a_seat_cannot_end_before_it_begins():
    with pytest.raises(Refusal, match="不能早于"):
        actions.seat(
            person=make_person(Role.DUTY, make_unit()),
            unit=make_unit(),
            role=Role.DUTY,
            by=asker(Role.ADMINISTRATOR),
            at=NOW,
            valid_from=TODAY,
            valid_to=date(2026, 1, 1),
        )


def test_who_left_is_no_longer_told_anything():
    unit = make_unit()
    person = make_person(Role.DEPARTMENT, unit)
    assert list(people_in([unit.pk], TODAY)) == [person]
    actions.end_seat(
        membership=Membership.objects.get(person=person),
        last_day=date(2026, 11, 1),
        by=asker(Role.ADMINISTRATOR),
        at=NOW,
        why="调离",
    )
    assert list(people_in([unit.pk], TODAY)) == []


def test_a_suspended_account_holds_no_seat_and_keeps_its_history():
    person = make_person(Role.DUTY, make_unit())
    actions.suspend_account(person=person, by=asker(Role.ADMINISTRATOR), at=NOW, why="离职")
    assert person not in people_as(Role.DUTY, TODAY)
    assert timeline(person).first().why == "离职"


def test_an_administrator_cannot_suspend_the_own_account():
    person = make_person(Role.ADMINISTRATOR, make_unit())
    me = Membership.objects.get(person=person).asker()
    with pytest.raises(Refusal, match="不能停用自己"):
        actions.suspend_account(person=person, by=me, at=NOW, why="误操作")


def test_account_names_are_given_once_whatever_their_case():
    admin = asker(Role.ADMINISTRATOR)
    actions.open_account(username="Wang.Min", name="王敏", by=admin, at=NOW)
    with pytest.raises(Conflict, match="已存在"):
        actions.open_account(username="wang.min", name="王民", by=admin, at=NOW)


@pytest.mark.parametrize("role", [each for each in Role if each != Role.ADMINISTRATOR])
def test_nobody_else_opens_accounts(role):
    with pytest.raises(NotAllowed, match="系统管理员"):
        actions.open_account(username="x", name="某", by=asker(role), at=NOW)


def test_an_account_without_a_password_cannot_be_entered_with_an_empty_one():
    person = actions.open_account(username="sso", name="单点", by=asker(Role.ADMINISTRATOR), at=NOW)
    assert not person.has_usable_password()
    assert not person.check_password("")
