"""A full disk: readings are refused with a sentence, nothing acknowledged is lost, and all goes on when there is room."""

from __future__ import annotations

import os
import subprocess
import time

import httpx
import pytest

from tests.faults.site import Episodes, Site, everything_once, open_to_the_database, under_load

pytestmark = pytest.mark.django_db
MEGABYTES = 700


@pytest.fixture
def small_disk(tmp_path, template):
    """A site whose database lies on a disk of its own, so small that it can be filled."""
    if os.geteuid() != 0:
        pytest.skip("a disk of its own can only be mounted by root")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "ancheng-test", str(folder)]
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    open_to_the_database(folder)
    found = Site(folder)
    try:
        found.set_up(template)
        found.start_gateway()
        yield found
    finally:
        found.take_down()
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder):
    """A file that takes all the room that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            return ballast


def test_a_full_disk_refuses_readings_loses_none_and_raises_its_alarms_afterwards(small_disk):
    site = small_disk
    episodes = Episodes(site, "GM-36")
    with under_load(site) as loads:
        time.sleep(1.5)
        episodes.one()
        ballast = fill(site.folder)
        until = time.monotonic() + 40
        while not any(503 in each.refusals for each in loads) and time.monotonic() < until:
            time.sleep(0.2)
        refused = [each for load in loads for each in load.refusals]
        assert 503 in refused
        assert httpx.get(f"{site.address}/v1/health", trust_env=False).json()["database"] != "ok"
        ballast.unlink()
        # The server may have ended itself rather than go on without its journal.
        site.start_database()
        site.until_ready()
        before = sum(len(each.acknowledged) for each in loads)
        episodes.one()
        time.sleep(1.5)
        assert sum(len(each.acknowledged) for each in loads) > before
    everything_once(site, loads)
    assert episodes.all_told()
