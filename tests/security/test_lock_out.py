"""Guessing passwords is stopped, told in a sentence, and ends by itself."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from ancheng.base.roles import Role
from tests.factories import make_person, make_unit
from tests.security.entering import PASSWORD, enter, sentence_of


@pytest.fixture
def person(db):
    return make_person(Role.DEPARTMENT, make_unit("区水务局"), password=PASSWORD)


def wrong(person, times, **headers):
    return [enter(person, f"guess-{n}", **headers)[1] for n in range(times)]


def pass_time(minutes):
    """As if the wrong passwords had been typed so long ago; short-lived counters have lapsed meanwhile."""
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))
    cache.clear()


def test_the_fifth_wrong_password_locks_the_account_and_says_for_how_long(person):
    answers = wrong(person, 5)
    assert [each.status_code for each in answers[:4]] == [200] * 4
    assert answers[4].status_code == 429
    assert "请15分钟后再试" in sentence_of(answers[4])


def test_the_right_password_does_not_open_a_locked_account(person):
    wrong(person, 5)
    _, answer = enter(person)
    assert answer.status_code == 429
    assert "账号已暂时锁定" in sentence_of(answer)


def test_the_lock_opens_by_itself_after_a_quarter_of_an_hour_and_not_before(person):
    wrong(person, 5)
    pass_time(14)
    assert enter(person)[1].status_code == 429
    pass_time(16)
    client, answer = enter(person)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/tasks/").status_code == 200


def test_five_in_a_row_means_in_a_row(person):
    wrong(person, 4)
    assert enter(person)[1].status_code == 302
    cache.clear()
    assert wrong(person, 1)[0].status_code == 200
    assert enter(person)[1].status_code == 302, "one slip after a success does not lock"


def test_who_guesses_elsewhere_does_not_lock_the_person_out(person):
    wrong(person, 5, REMOTE_ADDR="203.0.113.7")
    assert enter(person, REMOTE_ADDR="10.1.2.3")[1].status_code == 302


def test_a_lock_holds_for_the_account_however_it_is_spelt_and_for_no_other(person):
    wrong(person, 5)
    person.username = person.username.upper()
    assert enter(person)[1].status_code == 429
    colleague = make_person(Role.DEPARTMENT, person.memberships.get().unit, password=PASSWORD)
    assert wrong(colleague, 1)[0].status_code == 200, "people of one house share an address"
    assert enter(colleague)[1].status_code == 302


def test_who_tries_one_account_after_the_other_is_slowed_down_with_a_sentence(person):
    answers = []
    for number in range(40):
        person.username = f"somebody-{number}"
        answers.append(enter(person, "spring2026")[1])
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "操作过于频繁" in sentence_of(answers[-1])


def test_the_page_does_not_tell_whether_an_account_exists(person):
    known = wrong(person, 1)[0].content.decode()
    person.username = "nobody-of-that-name"
    unknown = wrong(person, 1)[0].content.decode()
    assert sentence_of(type("A", (), {"content": known.encode()})) == sentence_of(
        type("A", (), {"content": unknown.encode()})
    )


def test_a_suspended_account_cannot_be_entered(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    client, _ = enter(person)
    assert client.get("/tasks/")["Location"].startswith("/accounts/login/")


def test_more_changes_a_minute_than_a_person_makes_are_answered_with_a_sentence(person, monkeypatch):
    monkeypatch.setattr("ancheng.portal.middleware.time.time", lambda: 1_800_000_000.0)
    client, _ = enter(person)
    with override_settings(POSTS_PER_MINUTE=3):
        answers = [client.post("/inbox/read-all/") for _ in range(4)]
        assert [each.status_code for each in answers] == [302, 302, 302, 429]
        assert "操作过于频繁" in sentence_of(answers[3])
        assert answers[3]["Retry-After"] == "60"
        assert client.get("/tasks/").status_code == 200, "reading goes on"
        other, _ = enter(make_person(Role.DEPARTMENT, person.memberships.get().unit, password=PASSWORD))
        assert other.post("/inbox/read-all/").status_code == 302, "each person is counted alone"
        monkeypatch.setattr("ancheng.portal.middleware.time.time", lambda: 1_800_000_060.0)
        assert client.post("/inbox/read-all/").status_code == 302, "the next minute counts anew"


def test_a_fragment_gets_the_sentence_without_a_page_around_it(person, monkeypatch):
    monkeypatch.setattr("ancheng.portal.middleware.time.time", lambda: 1_800_000_000.0)
    client, _ = enter(person)
    with override_settings(POSTS_PER_MINUTE=1):
        client.post("/inbox/read-all/")
        answer = client.post("/inbox/read-all/", headers={"HX-Request": "true"})
    assert answer.status_code == 429
    assert b"<html" not in answer.content
    assert "操作过于频繁" in sentence_of(answer)
