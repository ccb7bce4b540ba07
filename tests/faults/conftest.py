"""One database is made for all; each test works on a copy that it may destroy."""

from __future__ import annotations

import pytest

from tests.faults.site import Site, open_to_the_database


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    open_to_the_database(folder)
    found = Site(folder)
    try:
        found.set_up()
    finally:
        found.take_down()
    return found
