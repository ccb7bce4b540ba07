"""The watch of the district."""

import pytest

from tests.monitoring.makers import make_watch


@pytest.fixture
def watch(db):
    return make_watch()
