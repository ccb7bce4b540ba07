"""Which single thing answers whom: the matrix of seats and detail pages, over a small district."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from ancheng.administration.programme.models import Group, Programme, ProgrammeState
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach, store, withdraw
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.people.models import Membership, Person
from ancheng.kernel.tasks.models import Task
from tests.factories import NOW, asker, make_enterprise, make_office, make_task, make_unit, seat_of
from tests.supervision.assets.register import (
    FIRST_STREET,
    INSIDE_FIRST,
    SECOND_STREET,
    at,
    make_area,
    make_asset,
)

pytestmark = pytest.mark.django_db
# Seat → role, and the unit in the small district below.
SEATS = {
    "administrator": (Role.ADMINISTRATOR, "office"),
    "office": (Role.OFFICE, "office"),
    "duty": (Role.DUTY, "trade"),
    "commander": (Role.COMMANDER, "trade"),
    "auditor": (Role.AUDITOR, "trade"),
    "owner": (Role.DEPARTMENT, "water"),
    "owner's enforcement": (Role.ENFORCEMENT, "water"),
    "another department": (Role.DEPARTMENT, "trade"),
    "another's enforcement": (Role.ENFORCEMENT, "trade"),
    "section below the owner": (Role.DEPARTMENT, "section"),
    "street of the place": (Role.SUBDISTRICT, "first street"),
    "community of the place": (Role.SUBDISTRICT, "first community"),
    "grid of the place": (Role.GRID, "first grid"),
    "street elsewhere": (Role.SUBDISTRICT, "second street"),
    "community elsewhere": (Role.SUBDISTRICT, "second community"),
    "grid elsewhere": (Role.GRID, "second grid"),
    "enterprise": (Role.ENTERPRISE, "enterprise"),
    "another enterprise": (Role.ENTERPRISE, "other enterprise"),
}
DISTRICT = {"administrator", "office", "duty", "commander", "auditor"}
OWNER = {"owner", "owner's enforcement"}
PLACE = {"street of the place", "community of the place", "grid of the place"}
PUBLIC = set(SEATS) - {"enterprise", "another enterprise"}
READERS = {"administrator", "office", "auditor"}
# Thing → who gets its pages; everybody else is told that there is no such thing, or (403) that it is not for him.
ALLOWED = {
    "asset of the owner": (DISTRICT | OWNER | PLACE, 404),
    "asset of the enterprise": (DISTRICT | OWNER | PLACE | {"enterprise"}, 404),
    "task": (DISTRICT | OWNER, 404),
    "task of the first street": (DISTRICT | {"street of the place"}, 404),
    "notice": (DISTRICT | OWNER, 404),
    "file": (DISTRICT | OWNER, 404),
    "department": (set(SEATS), 404),
    "enterprise": (DISTRICT | {"street of the place", "enterprise"}, 404),
    "programme": (PUBLIC, 404),
    "draft": (READERS, 404),
    "deed": ({"administrator", "auditor"}, 403),
}


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(FILES_ROOT=tmp_path):
        yield


@pytest.fixture
def units():
    first, second = make_area("第一街道", FIRST_STREET), make_area("第二街道", SECOND_STREET)
    units = {"office": make_office(), "water": make_unit("区水务局"), "trade": make_unit("区商务局")}
    units["section"] = make_unit("水务局排水科", UnitKind.SECTION, units["water"])
    for name, street, box in (("first", first, FIRST_STREET), ("second", second, SECOND_STREET)):
        units[f"{name} street"] = street
        units[f"{name} community"] = make_area(f"{name}社区", box, UnitKind.COMMUNITY, street)
        units[f"{name} grid"] = make_area(f"{name}网格", box, UnitKind.GRID, units[f"{name} community"])
    units["enterprise"] = make_enterprise(first)
    units["other enterprise"] = make_enterprise(second)
    return units


def document_about(task):
    """An issued notice, without the minute that Word and PDF would take."""
    blob = store(chunks=[b"%PDF-1.7 text"], name="a.pdf", purpose="attachment", at=NOW)
    document = Document(
        number="朝安督〔2026〕1号", title="督办单", kind="supervision_notice", subject_type="tasks.task",
        subject_id=task.pk, subject_label=str(task), data={}, word=blob, pdf=blob, issuer_unit=make_office(),
        by_name="某", at=NOW,
    )  # fmt: skip
    document.derive_scope()
    document.save()
    return document


def programme(state):
    blob = store(chunks=[b"text of the plan"], name="plan.txt", purpose="plan", at=NOW)
    made = Programme.objects.create(
        title=f"方案{state}", state=state, text="一、任务", file=blob, file_name="plan.txt", uploaded_at=NOW,
        adopted_at=None if state == ProgrammeState.DRAFT else NOW,
    )  # fmt: skip
    group = Group.objects.create(
        programme=made, section="一", ordinal=1, kind="task", title="任务", text="任务", clause="（责任单位：区水务局）",
        span_start=0, span_end=4, open_ended=False, order=0,
    )  # fmt: skip
    return made, group


@pytest.fixture
def addresses(units):
    """Every detail address of every thing of the table."""
    ours = make_asset(units["water"], geometry=at(INSIDE_FIRST))
    theirs = make_asset(units["water"], geometry=at(INSIDE_FIRST), enterprise_id=units["enterprise"].pk)
    task, street_task = make_task(units["water"]), make_task(units["first street"])
    document = document_about(task)
    file = attach(
        subject=task, upload=SimpleUploadedFile("现场.pdf", b"%PDF-1.7 evidence"), purpose="evidence",
        by=asker(Role.DEPARTMENT, units["water"]), at=NOW,
    )  # fmt: skip
    (adopted, group), (draft, draft_group) = programme(ProgrammeState.ADOPTED), programme(ProgrammeState.DRAFT)
    entry = Entry.objects.latest("pk")
    return {
        "asset of the owner": [f"/assets/{ours.pk}/", f"/assets/{ours.pk}/peek/", f"/assets/{ours.pk}/edit/"],
        "asset of the enterprise": [f"/assets/{theirs.pk}/"],
        "task": [f"/tasks/{task.pk}/", f"/tasks/{task.pk}/peek/"],
        "task of the first street": [f"/tasks/{street_task.pk}/"],
        "notice": [f"/documents/{document.pk}/", f"/documents/{document.pk}/pdf/"],
        "file": [f"/files/{file.pk}/"],
        "department": [f"/units/{units['water'].pk}/"],
        "enterprise": [f"/units/{units['enterprise'].pk}/", f"/units/{units['enterprise'].pk}/level/"],
        "programme": [f"/programme/{adopted.pk}/{tail}" for tail in ("", "ledger.xlsx")]
        + [f"/programme/groups/{group.pk}/"],
        "draft": [f"/programme/{draft.pk}/review/", f"/programme/groups/{draft_group.pk}/edit/"],
        "deed": [f"/audit/{entry.pk}/"],
    }  # fmt: skip


def client_for(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def seated(role, unit, **dates):
    person = Person.objects.create(username=f"p{Person.objects.count()}", name="某", password="!")
    Membership.objects.create(person=person, unit=unit, role=role, **{"valid_from": "2020-01-01", **dates})
    return person


def test_each_thing_answers_the_seats_that_it_concerns_and_no_other(units, addresses):
    wrong = []
    for seat, (role, unit) in SEATS.items():
        client = client_for(seated(role, units[unit]))
        for thing, (allowed, refused) in ALLOWED.items():
            for address in addresses[thing]:
                status = client.get(address).status_code
                if status != (200 if seat in allowed else refused):
                    wrong.append(f"{seat} · {thing} · {address} → {status}")
    assert wrong == []


def test_the_table_knows_every_role_and_every_thing(addresses):
    assert {role for role, _ in SEATS.values()} == set(Role)
    assert set(addresses) == set(ALLOWED)


def test_a_seat_that_has_ended_or_not_begun_opens_nothing(units, addresses):
    today = timezone.localdate()
    day = timedelta(days=1)
    for dates in ({"valid_to": today - day}, {"valid_from": today + day}):
        client = client_for(seated(Role.DEPARTMENT, units["water"], **dates))
        for thing, found in addresses.items():
            for address in found:
                answer = client.get(address)
                assert (answer.status_code, answer["Location"]) == (302, "/people/no-seat/"), (thing, address)


def test_a_seat_counts_on_its_last_day(units, addresses):
    person = seated(Role.DEPARTMENT, units["water"], valid_to=timezone.localdate())
    assert client_for(person).get(addresses["task"][0]).status_code == 200


def test_a_suspended_account_opens_nothing(units, addresses):
    person = seated(Role.OFFICE, units["office"])
    client = client_for(person)
    assert client.get(addresses["task"][0]).status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(addresses["task"][0])["Location"].startswith("/accounts/login/")


def test_a_seat_that_one_does_not_hold_cannot_be_taken(units, addresses):
    person = seated(Role.DEPARTMENT, units["trade"])
    office = seated(Role.OFFICE, units["office"]).memberships.get()
    client = client_for(person)
    assert client.post("/people/seat/", {"seat": office.pk}).status_code == 403
    assert client.get(addresses["task"][0]).status_code == 404


def test_of_two_seats_the_one_in_use_decides_what_is_seen(units, addresses):
    person = seated(Role.DEPARTMENT, units["trade"])
    second = Membership.objects.create(
        person=person, unit=units["water"], role=Role.DEPARTMENT, valid_from="2020-01-01"
    )
    client = client_for(person)
    assert client.get(addresses["task"][0]).status_code == 404
    client.post("/people/seat/", {"seat": second.pk})
    assert client.get(addresses["task"][0]).status_code == 200


def test_a_withdrawn_file_is_gone_for_everybody(units, addresses):
    file = Attachment.objects.get()
    office = seated(Role.OFFICE, units["office"])
    task = Task.objects.get(pk=file.subject_id)
    withdraw(attachment=file, subject=task, why="传错", by=seat_of(office), at=NOW)
    assert client_for(office).get(addresses["file"][0]).status_code == 404
