"""pytest plugin: the tests have a cluster of their own, started when the first of them needs a database."""

from __future__ import annotations

import os

import pytest

from ancheng.config import cluster

FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "client_as", "admin_client"}

# Before Django's settings are read: they take the socket's place from here.
os.environ.setdefault("ANCHENG_CLUSTER", "test")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a database by a fixture bears the mark too, so `-m "not django_db"` leaves it out."""
    for item in items:
        asked = FIXTURES & set(getattr(item, "fixturenames", ()))
        if asked and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)
    if not os.environ.get("ANCHENG_SOAK"):
        items[:] = [item for item in items if item.get_closest_marker("soak") is None]


def pytest_collection_finish(session: pytest.Session) -> None:
    if any(item.get_closest_marker("django_db") for item in session.items):
        cluster.ensure_running()
