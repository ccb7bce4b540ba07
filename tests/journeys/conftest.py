"""A real browser on a real server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from ancheng.kernel.people.models import Person
from tests.factories import make_district, make_office, make_person

# Playwright's own loop runs in this thread; the ORM is only called between its calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Without a graphics card only maps are drawn as if there were one: pages cost half as much to paint.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PASSWORD = "a-long-password-for-tests"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file: its event loop runs in this thread as long as it is open, and would fail whoever starts one."""
    with sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def site(live_server, tmp_path: Path):
    with override_settings(FILES_ROOT=tmp_path / "files", ALLOWED_HOSTS=["*"]):
        make_district()
        make_office()
        yield live_server


def through_the_door(page: Page, person: Person) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", person.username)
    page.fill("#id_password", PASSWORD)
    page.click("main .btn-primary")
    page.wait_for_url("**/")


def session_of(person: Person, url: str) -> dict[str, str]:
    """The cookie that the browser would have after signing in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def enter(browser: Browser, site):
    """Signs a new person in and returns the page; what went wrong in the page fails the test.

    The session is that of a person who is signed in; `by_form` goes through the door with the password.
    """
    faults: list[str] = []
    contexts = []

    def sign_in(role, unit, *, size=(1366, 768), english=False, by_form=False) -> Page:
        person = make_person(role, unit, password=PASSWORD)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en" if english else "zh-CN",
            base_url=site.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if by_form:
            through_the_door(page, person)
        else:
            context.add_cookies([session_of(person, site.url)])
            page.goto("/")
        page.person = person
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == []
