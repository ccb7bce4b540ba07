"""What every test may ask for."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation

from ancheng.config.catalogue.files import compile_stale

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """What every run needs, also without the set-up: English pages want the compiled catalogue."""
    compile_stale()
    # LibreOffice takes seconds a page; tests/kernel/documents asks for it by name where it is installed.
    settings.WORD_TO_PDF = ""
    # How dear a password is to guess is no subject of a test, and hundreds of people are made here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # How fast the program is says the bench, never a test: a busy machine must not fail one.
    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.load_profile("house")
    from tests.emptying import empty_after  # Django's own tables are known now, not at the head of this file.

    TransactionTestCase._fixture_teardown = empty_after


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What collecting makes stays to the end: no search for garbage goes through it, now or at any test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def spoken_as_before() -> Iterator[None]:
    """An English page leaves its language switched on in this thread; the next test begins in ours."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cases beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("ANCHENG_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("real cases (../shared) are not beside this checkout")
    return folder
