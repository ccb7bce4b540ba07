"""Verbs on accounts and seats."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.models import Membership, Person


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    by: Asker,
    at: datetime,
    password: str | None = None,
    mobile: str = "",
    email: str = "",
) -> Person:
    """Open an account; without a password it can only be entered through single sign-on."""
    _only_administrators(by)
    if Person.objects.filter(username__iexact=username).exists():
        raise Conflict(f"账号“{username}”已存在，请换一个账号名。")
    person = Person(username=username, name=name, mobile=mobile, email=email)
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save()
    record(by=by, at=at, verb="开设账号", subject=person, after={"username": username, "name": name})
    return person


@transaction.atomic
def seat(
    *,
    person: Person,
    unit: Unit,
    role: Role,
    by: Asker,
    at: datetime,
    valid_from: date,
    valid_to: date | None = None,
) -> Membership:
    """Give `person` a seat in `unit`."""
    _only_administrators(by)
    if valid_to and valid_to < valid_from:
        raise Refusal("任职的截止日期不能早于起始日期。")
    membership, new = Membership.objects.get_or_create(
        person=person, unit=unit, role=role, valid_from=valid_from, defaults={"valid_to": valid_to}
    )
    if new:
        record(by=by, at=at, verb="任职", subject=person, after={"unit": str(unit), "role": role})
    return membership


@transaction.atomic
def end_seat(*, membership: Membership, last_day: date, by: Asker, at: datetime, why: str) -> None:
    """End a seat after `last_day`."""
    _only_administrators(by)
    Membership.objects.filter(pk=membership.pk).update(valid_to=last_day)
    record(
        by=by,
        at=at,
        verb="离任",
        subject=membership.person,
        why=why,
        after={"unit": str(membership.unit), "role": membership.role, "valid_to": last_day},
    )


@transaction.atomic
def suspend_account(*, person: Person, by: Asker, at: datetime, why: str) -> None:
    """Close an account to sign-in; nothing that the person did is touched."""
    _only_administrators(by)
    if person.pk == by.person_id:
        raise Refusal("不能停用自己的账号。")
    Person.objects.filter(pk=person.pk).update(is_active=False)
    record(by=by, at=at, verb="停用账号", subject=person, why=why)


def _only_administrators(by: Asker) -> None:
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed("只有系统管理员可以管理账号。")
