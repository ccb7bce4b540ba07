"""A level of the tree with more units than one stretch shows all of them."""

import re

import pytest
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.orgs import views
from tests.factories import make_district, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(views, "LEVEL_PAGE", 3)
    office = make_office()
    for number in range(7):
        make_unit(f"第{number}局", parent=make_district())
    found = Client()
    found.force_login(
        make_person(Role.OFFICE, office), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return found


def test_the_tree_leads_to_every_unit_of_a_long_level(client):
    page = client.get("/units/").content.decode()
    seen = set(re.findall(r"第\d局", page))
    while more := re.search(r'hx-get="([^"]+\?start=\d+)"', page):
        page = client.get(more.group(1), headers={"HX-Request": "true"}).content.decode()
        seen |= set(re.findall(r"第\d局", page))
    assert len(seen) == 7


def test_numbers_in_addresses_have_no_thousands_separator(client, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    page = client.get("/units/", headers={"Accept-Language": "en"}).content.decode()
    assert not re.findall(r'(?:href|hx-get)="/units/[^"]*[,  ]', page)
