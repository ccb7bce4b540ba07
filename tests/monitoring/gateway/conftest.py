"""A source with two sensors on a clean slate."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.monitoring.making import clear_readings, make_sensor, make_source


@pytest.fixture
def site(transactional_db):
    """A source, its token and two methane detectors."""
    clear_readings()
    source, token = make_source()
    yield SimpleNamespace(
        source=source,
        token=token,
        first=make_sensor(source, "GM-1", interval_s=10, silent_after_s=60),
        second=make_sensor(source, "GM-2"),
    )
    clear_readings()
