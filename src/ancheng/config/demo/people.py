"""The accounts of the demonstration: one to sign in with per role, and officers in every unit."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import LABELS, Role
from ancheng.config.environment import var
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership, Person

SINCE = date(2026, 1, 1)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("安", "宁", "明远", "建平", "晓岚", "志强", "思源", "海燕", "国栋", "文静", "立新", "春梅")
ROLE_OF_KIND = {
    UnitKind.SUBDISTRICT: Role.SUBDISTRICT,
    UnitKind.ZONE: Role.SUBDISTRICT,
    UnitKind.COORDINATION: Role.OFFICE,
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account to sign in with, as `make demo` prints it."""

    username: str
    password: str
    role: Role
    label: str
    unit: str


def password() -> str:
    """ANCHENG_DEMO_PASSWORD, or one made for this installation and kept in var/."""
    given = os.environ.get("ANCHENG_DEMO_PASSWORD")
    if given:
        return given
    file = var() / "demo-password"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write("demo-" + secrets.token_hex(5))
    return file.read_text().strip()


def accounts() -> list[Account]:
    """The accounts of the demonstration that is loaded, one per role."""
    seats = (
        Membership.objects.filter(person__demonstration=True, person__is_active=True)
        .exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("person", "unit")
        .order_by("pk")
    )
    word = password()
    return [
        Account(seat.person.username, word, Role(seat.role), LABELS[Role(seat.role)], str(seat.unit))
        for seat in seats
    ]


def load(*, at: datetime) -> None:
    """Open the accounts and seat them."""
    units = {
        unit.short_name: unit
        for unit in Unit.objects.exclude(kind=UnitKind.ENTERPRISE).exclude(kind=UnitKind.GRID)
    }
    office, bureau = units["区安全生产委员会办公室"], units["区应急局"]
    street = units["建外街道"]
    grid = Unit.objects.filter(kind=UnitKind.GRID, path__startswith=street.path).order_by("pk")[0]
    enterprise = Unit.objects.filter(kind=UnitKind.ENTERPRISE, parent=street).order_by("pk")[0]
    hashed = make_password(password())
    named = [
        ("admin", Role.ADMINISTRATOR, office),
        ("office", Role.OFFICE, office),
        ("office2", Role.OFFICE, office),
        ("department", Role.DEPARTMENT, units["区水务局"]),
        ("subdistrict", Role.SUBDISTRICT, street),
        ("grid", Role.GRID, grid),
        ("enforcement", Role.ENFORCEMENT, bureau),
        ("duty", Role.DUTY, bureau),
        ("commander", Role.COMMANDER, bureau),
        ("enterprise", Role.ENTERPRISE, enterprise),
        ("auditor", Role.AUDITOR, office),
    ]
    seats = [(_person(number, name, hashed), unit, role) for number, (name, role, unit) in enumerate(named)]
    seats += _officers(units)
    people = Person.objects.bulk_create([person for person, _, _ in seats])
    Membership.objects.bulk_create(
        Membership(person=person, unit=unit, role=role, valid_from=SINCE)
        for person, (_, unit, role) in zip(people, seats, strict=True)
    )
    record_all(entry(by=PLATFORM, at=at, verb="开设账号", subject=person) for person in people)


def _officers(units: dict[str, Unit]) -> list[tuple[Person, Unit, Role]]:
    """One officer without a password in every unit that works on tasks."""
    working = [unit for unit in units.values() if unit.kind not in NOT_WORKING]
    return [
        (
            _person(20 + number, f"officer{number:03d}", "!"),
            unit,
            ROLE_OF_KIND.get(UnitKind(unit.kind), Role.DEPARTMENT),
        )
        for number, unit in enumerate(working)
    ]


NOT_WORKING = {UnitKind.DISTRICT, UnitKind.COMMUNITY, UnitKind.COLLECTIVE}


def _person(number: int, username: str, hashed: str) -> Person:
    name = SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]
    return Person(username=username, name=name, password=hashed, demonstration=True)
