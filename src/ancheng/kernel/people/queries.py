"""Who sits where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from ancheng.base.roles import Role
from ancheng.kernel.people.models import Membership, Person


def seats(person: Person, day: date) -> list[Membership]:
    """The seats that `person` holds on `day`, the first one being the one to start in."""
    return list(
        Membership.objects.valid_on(day).filter(person=person).select_related("unit", "person").order_by("pk")
    )


def people_in(unit_ids: Iterable[int], day: date, roles: Iterable[Role] = tuple(Role)) -> QuerySet[Person]:
    """The active people who hold one of `roles` in one of the units on `day`."""
    seated = Membership.objects.valid_on(day).filter(unit_id__in=list(unit_ids), role__in=list(roles))
    return Person.objects.filter(is_active=True, pk__in=seated.values("person_id")).order_by("pk")


def people_as(role: Role, day: date) -> QuerySet[Person]:
    """The active people who hold `role` anywhere on `day`."""
    seated = Membership.objects.valid_on(day).filter(role=role)
    return Person.objects.filter(is_active=True, pk__in=seated.values("person_id")).order_by("pk")
