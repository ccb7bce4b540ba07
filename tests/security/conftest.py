"""Every test here begins with nobody having asked anything yet."""

import pytest
from django.core.cache import cache
from django.test import override_settings

# How dear a password is to guess is not what these tests are about, and they sign in a hundred times.
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()
    with override_settings(PASSWORD_HASHERS=CHEAP):
        yield
    cache.clear()
