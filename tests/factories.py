"""Small makers of the things that many tests need."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.codes import check_digit, organisation_check_digit
from ancheng.base.roles import Role
from ancheng.kernel.orgs.actions import add_unit, register_enterprise
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership, Person
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_numbers = count(1)


def make_unit(
    name: str = "", kind: UnitKind = UnitKind.DEPARTMENT, parent: Unit | None = None, **values: Any
) -> Unit:
    """A unit below `parent`, below the district when none is given."""
    number = next(_numbers)
    if parent is None and kind != UnitKind.DISTRICT:
        parent = make_district()
    short = values.pop("short_name", name or f"区第{number}局")
    return add_unit(
        kind=kind,
        name=name or f"北京市朝阳区第{number}局",
        short_name=short,
        parent=parent,
        by=PLATFORM,
        at=NOW,
        **values,
    )


def make_district() -> Unit:
    """The one district of the test."""
    found = Unit.objects.filter(kind=UnitKind.DISTRICT).first()
    return found or add_unit(
        kind=UnitKind.DISTRICT, name="北京市朝阳区", short_name="朝阳区", adcode="110105", by=PLATFORM, at=NOW
    )


def make_office() -> Unit:
    """The safety-committee office of the district."""
    found = Unit.objects.filter(kind=UnitKind.COORDINATION).first()
    return found or make_unit("区安全生产委员会办公室", UnitKind.COORDINATION)


def credit_code(number: int) -> str:
    """The valid unified social credit code that belongs to a number."""
    body = f"{number:08d}"
    whole = "91110105" + body + organisation_check_digit(body)
    return whole + check_digit(whole)


def make_enterprise(parent: Unit | None = None, name: str = "") -> Unit:
    number = next(_numbers)
    return register_enterprise(
        name=name or f"测试企业{number}",
        credit_code=credit_code(number),
        parent=parent or make_district(),
        by=PLATFORM,
        at=NOW,
    ).unit


def make_person(role: Role, unit: Unit, *, username: str = "", password: str = "") -> Person:
    """A person with a seat; with a password he or she can sign in."""
    number = next(_numbers)
    person = Person(username=username or f"person{number}", name=f"测试员{number}")
    person.set_password(password) if password else person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, unit=unit, role=role, valid_from=date(2020, 1, 1))
    return person


def seat_of(person: Person) -> Asker:
    return Membership.objects.select_related("unit", "person").get(person=person).asker()


def asker(role: Role, unit: Unit | None = None) -> Asker:
    """A new person in `role`, as queries and actions receive him or her."""
    return seat_of(make_person(role, unit or make_office()))


def make_task(owner: Unit, issuer: Unit | None = None, *, at: datetime = NOW, **values: Any) -> Task:
    """A task that `issuer` (the office when none is given) gave to `owner`."""
    number = next(_numbers)
    values = {
        "title": f"测试任务{number}",
        "source_type": "orgs.unit",
        "source_id": owner.pk,
        "source_label": "测试来源",
        "ends_on": (at + timedelta(days=60)).date(),
        **values,
    }
    task = Task(owner_unit=owner, issuer_unit=issuer or make_office(), **values)
    assign(tasks=[task], by=PLATFORM, at=at)
    return task
