"""My to-do list in pages: nothing is hidden behind the first fifty."""

import pytest
from django.test import Client

from ancheng.base.roles import Role
from ancheng.kernel.tasks import views
from tests.factories import make_person, make_task, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    unit = make_unit()
    for number in range(5):
        make_task(unit, title=f"第{number}件事")
    found = Client()
    found.force_login(
        make_person(Role.DEPARTMENT, unit), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return found


def shown(client, query=""):
    page = client.get("/tasks/mine/" + query).content.decode()
    return {number for number in range(5) if f"第{number}件事" in page}, page


def test_all_tasks_are_reached_by_turning_pages_and_each_page_tells_the_whole_number(client):
    first, page = shown(client)
    assert len(first) == 2
    assert "共 5 项" in page
    assert "page=1" in page
    second, third = shown(client, "?page=1")[0], shown(client, "?page=2")[0]
    assert first | second | third == set(range(5))
    assert len(third) == 1


def test_the_last_page_leads_back_and_no_further(client):
    _, page = shown(client, "?page=2")
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize("spoilt", ["-1", "x", "99999999999999", "²"])
def test_a_spoilt_page_number_shows_the_first_page(client, spoilt):
    assert len(shown(client, f"?page={spoilt}")[0]) == 2
