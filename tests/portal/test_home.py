"""The home page counts what happens on the desks, and each number opens to exactly its rows."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.portal.context import menu
from ancheng.portal.home import desks, homes
from ancheng.supervision.dangers import actions
from ancheng.supervision.dangers.values import Finding, Grade, Source
from tests.factories import asker, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import make_report, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anew(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


def make_danger(grade, at):
    office, street = make_office(), make_unit("第一街道")
    finding = Finding(
        "疏散通道堆放货物", street.pk, Source.INSPECTION, grade, enterprise_id=make_enterprise(street).pk
    )
    danger = actions.report(finding=finding, by=asker(Role.OFFICE, office), at=at)
    actions.grade(
        danger=danger,
        to=grade,
        clause="《消防法》第二十八条",
        why="对照判定标准",
        by=asker(Role.OFFICE, office),
        at=at,
    )
    return office


def test_each_number_of_the_home_page_opens_to_as_many_rows():
    now = timezone.now()
    office = make_danger(Grade.GENERAL, now - timedelta(days=200))
    make_danger(Grade.MAJOR, now)
    make_report()
    client = signed_in(Role.OFFICE, office)
    page = client.get("/").content.decode()
    said = 0
    for desk in client.get("/").context["desks"]:
        for line in desk.lines:
            for each in line.figures:
                assert each.url.replace("&", "&amp;") in page
                rows = client.get(each.url).content.decode().count("data-row")
                assert rows == each.number, (line.label, each)
                said += each.number
    assert said >= 5


def test_an_enterprise_sees_its_own_dangers_and_nothing_of_the_reports():
    lines = [
        line.label
        for desk in desks(asker(Role.ENTERPRISE, make_enterprise()), timezone.now())
        for line in desk.lines
    ]
    assert "隐患排查治理" in lines
    assert "举报" not in lines


def test_every_line_belongs_to_a_desk_of_the_menu():
    from ancheng.portal.context import DESKS

    assert homes()
    assert {each.desk for each in homes()} <= set(DESKS)


def test_an_enterprise_is_not_asked_for_the_plan_of_the_district():
    enterprise = make_enterprise()
    assert "还没有实施方案" not in signed_in(Role.ENTERPRISE, enterprise).get("/").content.decode()
    assert "还没有实施方案" in signed_in(Role.OFFICE, make_office()).get("/").content.decode()


def test_a_page_beside_the_entry_of_its_app_stands_under_it():
    """The list of runs has no entry of its own; the officer still sees on which desk it is."""
    for path in ("/runs/", "/runs/models/", "/runs/models/gaussian_plume/"):
        shown = [
            each.url
            for desk in menu(asker(Role.DUTY, make_office()), path)
            for each in desk.entries
            if each.active
        ]
        assert shown == ["/runs/models/"], path
    home = [desk for desk in menu(asker(Role.DUTY, make_office()), "/") if desk.entries[0].active]
    assert [each.url for desk in home for each in desk.entries if each.active] == ["/"]
