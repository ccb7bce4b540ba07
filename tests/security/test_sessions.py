"""A person sees where his or her account is in use, and ends what is not his or hers."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.utils import timezone

from ancheng.base.roles import Role
from ancheng.kernel.people.rules import device
from tests.factories import make_person, make_unit
from tests.security.entering import FIREFOX, PASSWORD, enter

PHONE = "Mozilla/5.0 (Linux; Android 15; V2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Mobile Safari/537.36"
PAGE = "/accounts/sessions/"


@pytest.fixture
def person(db):
    return make_person(Role.DEPARTMENT, make_unit("区水务局"), password=PASSWORD)


def test_the_page_tells_device_address_since_and_last_seen_of_ones_own_sessions(person):
    enter(person, REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT=PHONE)
    stranger = make_person(Role.DEPARTMENT, make_unit("区商务局"), password=PASSWORD)
    enter(stranger, REMOTE_ADDR="10.9.9.9", HTTP_USER_AGENT=PHONE)
    desk, _ = enter(person, REMOTE_ADDR="10.1.2.4", HTTP_USER_AGENT=FIREFOX)
    page = desk.get(PAGE).content.decode()
    for expected in ("Chrome · Android", "10.1.2.3", "Firefox · Windows", "10.1.2.4"):
        assert expected in page
    assert "10.9.9.9" not in page, "another person's session is nobody else's business"
    assert page.count("本机") == 1
    assert f"{timezone.localtime():%Y-%m-%d}" in page


def test_the_other_sessions_are_ended_and_this_one_goes_on(person):
    phone, _ = enter(person, REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT=PHONE)
    desk, _ = enter(person, REMOTE_ADDR="10.1.2.4", HTTP_USER_AGENT=FIREFOX)
    assert phone.get("/tasks/").status_code == 200
    answer = desk.post(PAGE, follow=True)
    assert "其他设备上的登录已全部结束" in answer.content.decode()
    assert phone.get("/tasks/")["Location"].startswith("/accounts/login/")
    assert desk.get("/tasks/").status_code == 200
    assert UserSession.objects.filter(user=person).count() == 1


def test_a_person_with_one_session_is_offered_nothing_to_end(person):
    desk, _ = enter(person)
    assert f'action="{PAGE}"' not in desk.get(PAGE).content.decode()


def test_last_seen_moves_on_and_a_new_address_is_noted_at_once(person):
    desk, _ = enter(person, REMOTE_ADDR="10.1.2.4")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))
    cache.clear()
    desk.get("/tasks/")
    seen = UserSession.objects.get(user=person)
    assert timezone.now() - seen.last_seen_at < timedelta(minutes=1)
    desk.get("/tasks/", REMOTE_ADDR="10.7.7.7")
    assert UserSession.objects.get(user=person).ip == "10.7.7.7"


def test_being_seen_is_not_written_down_at_every_request(person):
    desk, _ = enter(person)
    desk.get("/inbox/bell/")
    before = UserSession.objects.get(user=person).last_seen_at
    for _ in range(3):
        desk.get("/inbox/bell/")
    assert UserSession.objects.get(user=person).last_seen_at == before


def test_a_changed_password_ends_the_sessions_that_were_opened_with_the_old_one(person):
    other, _ = enter(person, REMOTE_ADDR="10.1.2.3")
    desk, _ = enter(person)
    new = "quite-another-word-2026"
    asked = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert desk.post("/accounts/password/change/", asked).status_code == 302
    assert other.get("/tasks/")["Location"].startswith("/accounts/login/")


def test_ones_own_settings_lead_to_the_sessions(person):
    desk, _ = enter(person)
    assert PAGE in desk.get("/people/me/").content.decode()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (FIREFOX, "Firefox · Windows"),
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0", "微信 · Android"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_told_in_words_and_an_unknown_one_is_not_guessed(said, told):
    assert device(said) == told


def test_a_hostile_device_name_does_not_reach_the_page(person):
    enter(person, HTTP_USER_AGENT="<script>alert(1)</script>" + "x" * 5000)
    desk, _ = enter(person)
    page = desk.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "未知设备" in page
