"""Who may change everything proves twice who he or she is, before anything else."""

import os
import subprocess
import sys

import pytest
from django.test import Client, override_settings

from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role
from ancheng.config.environment import roles
from ancheng.kernel.people.models import Membership
from tests.architecture.test_scope_matrix import ADDRESSES
from tests.factories import make_office, make_person, make_unit
from tests.security.entering import PASSWORD, code_of, enter, secret_on, sentence_of

SET_UP = "/accounts/2fa/totp/activate/"
REQUIRED = override_settings(SECOND_FACTOR_ROLES=frozenset({Role.ADMINISTRATOR, Role.OFFICE}))


@pytest.fixture(autouse=True)
def required():
    with REQUIRED:
        yield


@pytest.fixture
def administrator(db):
    return make_person(Role.ADMINISTRATOR, make_office(), password=PASSWORD)


def open_set_up(client):
    """The set-up page, after the password has been asked for once more."""
    again = client.get(SET_UP)["Location"]
    assert again.startswith("/accounts/reauthenticate/")
    assert b'class="side"' not in client.get(again).content
    return client.post(again, {"password": PASSWORD}, follow=True)


def set_up(client):
    """Set the second factor up through its page; the secret."""
    secret = secret_on(open_set_up(client))
    answer = client.post(SET_UP, {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICE])
def test_without_a_second_factor_every_address_leads_to_its_set_up(db, role):
    client, _ = enter(make_person(role, make_office(), password=PASSWORD))
    for address in [*ADDRESSES, "/accounts/2fa/", "/accounts/password/change/", "/accounts/sessions/"]:
        answer = client.get(address)
        assert (answer.status_code, answer.get("Location")) == (302, SET_UP), address


def test_nothing_can_be_changed_either(administrator):
    client, _ = enter(administrator)
    answer = client.post("/people/add/", {"username": "intruder", "name": "某"})
    assert answer["Location"] == SET_UP
    assert not type(administrator).objects.filter(username="intruder").exists()


def test_a_page_that_asks_in_the_background_is_told_why_instead_of_led_away(administrator):
    client, _ = enter(administrator)
    for headers in ({"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}, {"Sec-Fetch-Dest": "image"}):
        answer = client.get("/inbox/bell/", headers=headers)
        assert answer.status_code == 403
        assert "两步验证" in sentence_of(answer)


def test_the_set_up_page_says_why_offers_the_way_out_and_no_menu(administrator):
    client, _ = enter(administrator)
    page = open_set_up(client)
    assert "启用前不能使用其他功能" in sentence_of(page)
    assert b'action="/accounts/logout/"' in page.content
    assert b'class="side"' not in page.content
    assert b"hx-get" not in page.content


def test_sign_out_works_without_a_second_factor(administrator):
    client, _ = enter(administrator)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/tasks/")["Location"].startswith("/accounts/login/")


def test_a_wrong_code_sets_nothing_up(administrator):
    client, _ = enter(administrator)
    secret = secret_on(open_set_up(client))
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"
    if wrong in (code_of(secret, -1), code_of(secret, 1)):
        wrong = f"{(int(wrong) + 1) % 10**6:06}"
    assert client.post(SET_UP, {"code": wrong}).status_code == 200
    assert client.get("/people/")["Location"] == SET_UP


def test_with_a_right_code_the_desk_opens_and_the_next_sign_in_asks_for_a_code(administrator):
    client, _ = enter(administrator)
    secret = set_up(client)
    assert client.get("/people/").status_code == 200

    later, answer = enter(administrator)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert later.get("/people/")["Location"].startswith("/accounts/login/"), "the password alone opens nothing"
    code = code_of(secret)
    assert later.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert later.get("/people/").status_code == 200

    thief, _ = enter(administrator)
    thief.post("/accounts/2fa/authenticate/", {"code": code})
    assert thief.get("/people/").status_code == 302, "a code that was looked over the shoulder is used up"


def test_a_code_cannot_be_guessed_without_end(administrator):
    secret = set_up(enter(administrator)[0])
    client, _ = enter(administrator)
    answers = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}) for _ in range(12)]
    assert all(each.status_code != 302 for each in answers)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code != 302, "after too many wrong codes not even the right one is taken at once"


def test_who_takes_the_second_factor_off_is_led_to_set_it_up_again(administrator):
    client, _ = enter(administrator)
    set_up(client)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert client.get("/people/")["Location"] == SET_UP


def test_another_role_is_not_asked(db):
    client, _ = enter(make_person(Role.DEPARTMENT, make_unit("区水务局"), password=PASSWORD))
    assert client.get("/tasks/").status_code == 200


def test_any_seat_counts_not_only_the_one_in_use(administrator):
    person = make_person(Role.DEPARTMENT, make_unit("区水务局"), password=PASSWORD)
    seat = Membership.objects.create(
        person=person, unit=make_office(), role=Role.OFFICE, valid_from="2020-01-01", valid_to="2020-12-31"
    )
    client, _ = enter(person)
    assert client.get("/tasks/").status_code == 200, "a seat that has ended asks for nothing"
    Membership.objects.filter(pk=seat.pk).update(valid_to=None)
    assert client.get("/tasks/")["Location"] == SET_UP


def test_a_stranger_is_still_only_sent_to_the_door(db):
    assert Client().get("/people/")["Location"].startswith("/accounts/login/")


def settings_say(**environment):
    """The roles that the settings ask a second factor of, in an environment of their own."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from ancheng.config import settings; print(','.join(sorted(settings.SECOND_FACTOR_ROLES)))",
        ],
        env={
            **{key: value for key, value in os.environ.items() if key != "SECOND_FACTOR_ROLES"},
            "PYTHONPATH": "src",
            "SECRET_KEY": "x" * 60,
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.strip()


def test_in_production_administrators_must_have_one_and_in_the_demonstration_nobody():
    assert settings_say(ANCHENG_PRODUCTION="1") == "administrator"
    assert settings_say(ANCHENG_PRODUCTION="0", ANCHENG_DEMO="1") == ""


def test_the_environment_names_the_roles_and_a_wrong_name_stops_the_start(monkeypatch):
    monkeypatch.setenv("SECOND_FACTOR_ROLES", "administrator, office")
    assert roles("SECOND_FACTOR_ROLES") == {Role.ADMINISTRATOR, Role.OFFICE}
    monkeypatch.setenv("SECOND_FACTOR_ROLES", "administrator,boss")
    with pytest.raises(Misconfigured, match="“boss”不是角色"):
        roles("SECOND_FACTOR_ROLES")
