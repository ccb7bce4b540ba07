"""What the browser is told: no script of anybody else, cookies by TLS only, nobody frames us."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client, override_settings

from ancheng.base.roles import Role
from tests.architecture.test_scope_matrix import ADDRESSES, signed_in
from tests.factories import make_office, make_person, make_task, make_unit
from tests.security.entering import PASSWORD, enter

PRODUCTION = (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
    "SECURE_PROXY_SSL_HEADER", "DEBUG", "X_FRAME_OPTIONS", "SECURE_REFERRER_POLICY",
)  # fmt: skip


def refuses_foreign_script(answer):
    """Whether the policy lets only our own files run, be styled and be framed."""
    said = dict(each.strip().split(" ", 1) for each in answer["Content-Security-Policy"].split(";"))
    assert "unsafe" not in answer["Content-Security-Policy"]
    return (
        said["script-src"] == said["style-src"] == said["default-src"] == "'self'"
        and said["frame-ancestors"] == said["object-src"] == "'none'"
    )


def test_every_page_carries_the_policy_and_no_script_of_its_own(db):
    client = signed_in(Role.ADMINISTRATOR, make_office())
    task = make_task(make_unit("区水务局"))
    others = ["/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/", "/no-such-page/",
              f"/tasks/{task.pk}/", "/assets/add/hydrant/", "/programme/upload/"]  # fmt: skip
    for address in [*ADDRESSES, *others]:
        answer = client.get(address)
        assert refuses_foreign_script(answer), address
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        if answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            assert "<style" not in text, address
            assert " style=" not in text, address
            assert "onclick=" not in text, address
            scripts = [each.split(">", 1)[0] for each in text.split("<script")[1:]]
            assert all("src=" in each or "application/json" in each for each in scripts), address


def test_the_door_carries_it_too(db):
    for address in ("/accounts/login/", "/accounts/logout/", "/healthz"):
        assert refuses_foreign_script(Client().get(address)), address


@pytest.fixture(scope="module")
def production():
    """The security settings as they are in production, read in a process of its own."""
    program = "import json; from ancheng.config import settings as s; " + "print(json.dumps({n: getattr(s, n) for n in %r}))"
    said = subprocess.run(
        [sys.executable, "-c", program % (PRODUCTION,)],
        env={**os.environ, "PYTHONPATH": "src", "ANCHENG_PRODUCTION": "1", "ANCHENG_DEBUG": "1",
             "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "testserver"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    values = json.loads(said.stdout)
    values["SECURE_PROXY_SSL_HEADER"] = tuple(values["SECURE_PROXY_SSL_HEADER"])
    return values


def test_in_production_cookies_travel_by_tls_only_and_no_script_reads_the_session(db, production):
    with override_settings(**production):
        person = make_person(Role.DEPARTMENT, make_unit("区水务局"), password=PASSWORD)
        client = Client(headers={"X-Forwarded-Proto": "https"})
        page = client.get("/accounts/login/")
        client, answer = enter(person, client=client)
        language = client.post("/i18n/setlang/", {"language": "en"})
    assert answer.status_code == 302
    assert page.cookies["csrftoken"]["secure"]
    assert answer.cookies["sessionid"]["secure"]
    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"
    assert language.cookies["django_language"]["secure"]


def test_in_production_a_browser_is_told_to_come_by_tls_for_a_year(db, production):
    with override_settings(**production):
        answer = Client(headers={"X-Forwarded-Proto": "https"}).get("/accounts/login/")
        plain = Client().get("/accounts/login/")
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/accounts/login/")


def test_debugging_cannot_be_switched_on_in_production(production):
    assert production["DEBUG"] is False


def test_production_does_not_start_without_a_secret():
    said = subprocess.run(
        [sys.executable, "-c", "import ancheng.config.settings"],
        env={**{key: value for key, value in os.environ.items() if key != "SECRET_KEY"},
             "PYTHONPATH": "src", "ANCHENG_PRODUCTION": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode
    assert "SECRET_KEY" in said.stderr


def test_a_form_without_its_token_is_refused_with_a_sentence(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        make_person(Role.DEPARTMENT, make_unit("区水务局")),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.post("/inbox/read-all/")
    assert answer.status_code == 403
    assert "内容未提交" in answer.content.decode()
