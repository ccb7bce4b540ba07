"""The first pages: what is mine and what is late; a search over all desks; errors that say what to do."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.kernel.tasks.models import Task
from ancheng.portal import views
from tests.architecture.test_scope_matrix import signed_in
from tests.factories import make_office, make_person, make_task, make_unit
from tests.security.entering import sentence_of
from tests.supervision.assets.register import make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def water():
    return make_unit("区水务局")


def home(role, unit):
    return signed_in(role, unit).get("/")


def test_home_tells_what_is_mine_and_what_is_late(water):
    now = timezone.now()
    late, soon, fine = (make_task(water) for _ in range(3))
    for task, due in ((late, now - timedelta(days=1)), (soon, now + timedelta(days=2)), (fine, now + timedelta(days=30))):
        Task.every.filter(pk=task.pk).update(due_at=due)
    page = home(Role.DEPARTMENT, water)
    assert page.context["mine_count"] == 3
    assert page.context["tally"].late == 1
    assert page.context["soon"] == 1
    assert [each.pk for each in page.context["late"]] == [late.pk]
    assert page.context["mine"][0].pk == late.pk, "the most urgent comes first"


def test_home_of_another_unit_knows_nothing_of_it(water):
    make_task(water)
    page = home(Role.DEPARTMENT, make_unit("区商务局"))
    assert page.context["tally"].total == 0
    assert page.context["mine_count"] == 0


def test_where_there_is_no_task_the_share_done_is_a_dash_and_not_nought(water):
    page = home(Role.DEPARTMENT, water).content.decode()
    assert "<b>—</b>办结率" in page
    assert "没有待办" in page


def test_an_empty_district_tells_the_office_how_to_begin():
    page = home(Role.OFFICE, make_office()).content.decode()
    assert "还没有实施方案" in page
    assert 'href="/programme/upload/"' in page
    assert 'href="/programme/upload/"' not in home(Role.DUTY, make_office()).content.decode()


def test_the_units_that_are_most_behind_are_shown_to_who_sees_the_district(water):
    for unit, number in ((water, 1), (make_unit("区商务局"), 2)):
        for _ in range(number):
            Task.every.filter(pk=make_task(unit).pk).update(due_at=timezone.now() - timedelta(days=1))
    page = home(Role.COMMANDER, make_office())
    assert [(str(unit), count.late) for unit, count in page.context["late_units"]] == [("区商务局", 2), ("区水务局", 1)]
    assert home(Role.DEPARTMENT, water).context["late_units"] == []


def test_the_last_deeds_are_shown_to_the_auditor_and_not_to_a_unit(water):
    make_task(water)
    assert "最近操作" in home(Role.AUDITOR, make_office()).content.decode()
    assert "最近操作" not in home(Role.DEPARTMENT, water).content.decode()


# --- search


def found(client, text):
    page = client.get("/search/", {"q": text})
    assert page.status_code == 200
    return {str(group.label): [hit.label for hit in group.hits] for group in page.context["groups"]}


def test_one_search_finds_units_tasks_and_objects(water):
    task = make_task(water, title="排查水务管线")
    asset = make_asset(water, geometry=None, name="水务调度站消火栓")
    groups = found(signed_in(Role.DEPARTMENT, water), "水务")
    assert groups["单位"] == [water.name]
    assert groups["任务"] == [str(task)]
    assert groups["对象"] == [asset.name]


def test_the_search_tells_nobody_of_what_he_or_she_may_not_see(water):
    make_task(water, title="排查水务管线")
    make_asset(water, geometry=None, name="水务调度站消火栓")
    stranger = signed_in(Role.DEPARTMENT, make_unit("区商务局"))
    assert set(found(stranger, "水务")) == {"单位"}, "public bodies are known to all, their work is not"


def test_people_are_found_by_administrators_only(water):
    person = make_person(Role.DEPARTMENT, water)
    assert found(signed_in(Role.ADMINISTRATOR, make_office()), person.username)["人员"] == [person.name]
    assert "人员" not in found(signed_in(Role.OFFICE, make_office()), person.username)


def test_units_are_found_by_the_initials_of_their_name(water):
    assert found(signed_in(Role.OFFICE, make_office()), "qswj") == {"单位": [water.name]}


def test_the_way_to_all_results_survives_signs_that_mean_something_in_an_address(water):
    make_task(water, title="甲&乙#丙 50%")
    client = signed_in(Role.DEPARTMENT, water)
    page = client.get("/search/", {"q": "甲&乙#丙"})
    more = next(group.more_url for group in page.context["groups"])
    assert [each.title for each in client.get(more).context["tasks"]] == ["甲&乙#丙 50%"]


def test_a_search_without_a_hit_or_without_a_word_says_how_to_search():
    client = signed_in(Role.OFFICE, make_office())
    assert "没有找到" in client.get("/search/?q=没有这个东西").content.decode()
    assert "输入名称" in client.get("/search/").content.decode()
    assert client.get("/search/", {"q": "长" * 3000}).status_code == 200


# --- errors


def test_an_address_that_is_none_says_so_inside_the_frame_of_the_desk(water):
    answer = signed_in(Role.DEPARTMENT, water).get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有找到您要的内容" in sentence_of(answer)
    assert 'class="side"' in answer.content.decode()


def test_a_fragment_gets_its_refusal_as_a_fragment(water):
    answer = signed_in(Role.DEPARTMENT, water).get("/audit/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "审计员" in sentence_of(answer)
    assert "<html" not in answer.content.decode()


def test_what_goes_wrong_inside_is_told_without_a_word_of_the_inside(water, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret of the inside")

    client = signed_in(Role.DEPARTMENT, water)
    client.raise_request_exception = False
    monkeypatch.setattr(views.tasks, "mine", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "本次操作未生效" in sentence_of(answer)
    assert "secret of the inside" not in answer.content.decode()


def test_who_has_no_seat_is_told_so_on_every_page():
    person = make_person(Role.DEPARTMENT, make_unit("区水务局"))
    person.memberships.update(valid_to="2020-12-31")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/tasks/")["Location"] == "/people/no-seat/"
    answer = client.get("/people/no-seat/")
    assert answer.status_code == 403
    assert "没有有效的任职岗位" in sentence_of(answer)


def test_a_wrong_host_is_refused():
    with override_settings(ALLOWED_HOSTS=["ancheng.example.org"]):
        assert Client().get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400


def test_health_is_told_to_anybody_and_nothing_else_is(monkeypatch):
    assert Client().get("/healthz").json() == {"ok": True, "database": True, "migrations": True}

    def down(_):
        raise DatabaseError("connection refused at 10.0.0.5")

    monkeypatch.setattr(views, "MigrationExecutor", down)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": False}


def test_the_english_face_of_the_frame_keeps_the_work_in_its_own_words(water):
    make_task(water, title="排查水务管线")
    client = signed_in(Role.DEPARTMENT, water)
    client.post("/i18n/setlang/", {"language": "en", "next": "/tasks/"})
    page = client.get("/tasks/").content.decode()
    assert 'lang="en"' in page
    assert "排查水务管线" in page
