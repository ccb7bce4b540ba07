"""A private database and a gateway process that may be killed: everything on loopback, everything taken down after."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg

from ancheng.config.database import Cluster

SETUP = """
import django, json, sys
django.setup()
from django.core.management import call_command
from datetime import datetime, timedelta, UTC
call_command("migrate", interactive=False, verbosity=0)
from ancheng.base.asker import PLATFORM
from ancheng.kernel.orgs.actions import add_unit
from ancheng.monitoring.sensors.actions import issue_token, open_source, register
from ancheng.monitoring.sensors.values import Described
now = datetime.now(UTC)
unit = add_unit(kind="district", name="北京市朝阳区", short_name="朝阳区", parent=None, adcode="110105", by=PLATFORM, at=now)
source = open_source(code="gas", name="燃气", unit=unit, way="http", contact="", by=PLATFORM, at=now)
for number in range(40):
    register(described=Described(kind="gas_methane", code=f"GM-{number}", name="甲烷", source_id=source.pk,
             unit_id=unit.pk, interval_s=10, silent_after_s=60), by=PLATFORM, at=now)
from tests.monitoring.makers import make_version
from ancheng.monitoring.rules.models import Version
Version.every.all().delete()
make_version()
print(json.dumps({"token": issue_token(source=source, label="test", by=PLATFORM, at=now)[1]}))
"""
ROOT = Path(__file__).resolve().parents[2]


class Site:
    """A cluster of its own under a folder, with one source of forty sensors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{
                key: value
                for key, value in os.environ.items()
                if key not in ("DATABASE_URL", "ANCHENG_CLUSTER")
            },
            "ANCHENG_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "ancheng.config.settings",
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
        }
        self.cluster = Cluster(folder.absolute() / "pg")
        self.gateway: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def ancheng(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "ancheng.config.cli", *arguments],
            env=self.environment, check=True, timeout=120, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def set_up(self, template: Site | None = None) -> None:
        """A database with the forty sensors: made, or copied from a site that was made and taken down."""
        if template is not None:
            # Owners and times as they are; keys that seal and sign go with the data.
            subprocess.run(["cp", "-a", f"{template.folder}/.", str(self.folder)], check=True)
            self.token = template.token
            self.ancheng("cluster", "start")
            return
        self.ancheng("cluster", "start")
        said = subprocess.run(
            [sys.executable, "-c", SETUP], env=self.environment, check=True, timeout=180, capture_output=True
        )
        self.token = json.loads(said.stdout.splitlines()[-1])["token"]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_gateway(self) -> None:
        command = [sys.executable, "-m", "ancheng.config.cli", "gateway", "run", "--port", str(self.port)]
        self.gateway = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.until_ready()

    def until_ready(self, within_s: float = 60) -> None:
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/v1/health", trust_env=False, timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the gateway did not become ready")

    def kill_gateway(self) -> None:
        assert self.gateway is not None
        self.gateway.send_signal(signal.SIGKILL)
        self.gateway.wait(20)

    def kill_database(self) -> None:
        """As a power cut would: the server and all its processes end in the middle of what they do."""
        pid = self.cluster.pid()
        assert pid is not None
        children = [
            int(line.split()[0])
            for line in subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
            ).stdout.splitlines()
        ]
        for each in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        until = time.monotonic() + 20
        while self.cluster.pid() is not None and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)

    def start_database(self) -> None:
        """What was killed may hold its memory for a moment yet: tried until it is let go."""
        until = time.monotonic() + 30
        while True:
            try:
                return self.ancheng("cluster", "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(1)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.cluster.sockets), user="ancheng", dbname="ancheng", autocommit=True
        )

    def stored(self) -> dict[tuple[str, int], int]:
        """How often each (code, milliseconds) stands in log and store together."""
        with self.connect() as own:
            rows = own.execute(
                """
                SELECT s.code, (extract(epoch FROM time) * 1000)::bigint, count(*) FROM (
                    SELECT sensor, time FROM gateway_reading
                    UNION ALL SELECT DISTINCT u.sensor, u.time FROM gateway_unsettled u
                    WHERE NOT EXISTS (SELECT 1 FROM gateway_reading r WHERE r.sensor = u.sensor AND r.time = u.time)
                ) r JOIN sensors_sensor s ON s.id = r.sensor GROUP BY 1, 2
                """
            ).fetchall()
            return {(code, at): number for code, at, number in rows}

    def alarms(self, code: str) -> tuple[int, int, bool]:
        """How often a device has raised an alarm, at which millisecond first, and whether all is quiet again."""
        with self.connect() as own:
            found = own.execute(
                "SELECT coalesce(sum(times), 0)::int, coalesce((extract(epoch FROM min(raised_at)) * 1000)::bigint, 0), "
                "coalesce(bool_and(returned_at IS NOT NULL), false) FROM warnings_alarm WHERE key = %s",
                [code],
            ).fetchone()
            assert found is not None
            return found

    def memory_mb(self) -> float:
        """What the gateway holds in memory."""
        assert self.gateway is not None
        status = Path(f"/proc/{self.gateway.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def raw_count(self) -> int:
        """Rows as they lie in log and store, nothing filtered."""
        with self.connect() as own:
            (found,) = own.execute(
                "SELECT (SELECT count(*) FROM gateway_reading) + (SELECT count(*) FROM gateway_unsettled)"
            ).fetchone()  # type: ignore[misc]
            return int(found)

    def take_down(self) -> None:
        if self.gateway is not None and self.gateway.poll() is None:
            self.gateway.terminate()
            try:
                self.gateway.wait(15)
            except subprocess.TimeoutExpired:
                self.gateway.kill()
                self.gateway.wait(15)
        if self.cluster.pid() is not None:
            with suppress(subprocess.SubprocessError):
                self.ancheng("cluster", "stop")


_runs = itertools.count()


class Load(threading.Thread):
    """A source that sends named batches one after the other, and each again until it is acknowledged."""

    def __init__(self, site: Site, number: int, size: int = 50) -> None:
        super().__init__(daemon=True)
        self.site, self.number, self.size = site, number, size
        self.acknowledged: list[tuple[str, int]] = []
        self.refusals: list[int] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        batch, client = 0, httpx.Client(trust_env=False, timeout=10)
        # No two loads say anything of the same moment.
        start_ms = int(time.time() * 1000) - 3_600_000 * (100 - next(_runs))
        while not self.stopping.is_set():
            times = [start_ms + (batch * self.size + each) * 10 for each in range(self.size)]
            code = f"GM-{self.number}"
            body = {
                "batch": f"load-{start_ms}-{self.number}-{batch}",
                "sensors": [code] * self.size,
                "times": times,
                "values": [1.0] * self.size,
            }
            if self._until_acknowledged(client, body):
                self.acknowledged += [(code, each) for each in times]
                batch += 1
        client.close()

    def _until_acknowledged(self, client: httpx.Client, body: dict[str, Any]) -> bool:
        headers = {"Authorization": f"Bearer {self.site.token}"}
        while not self.stopping.is_set():
            try:
                answer = client.post(f"{self.site.address}/v1/readings", json=body, headers=headers)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                return True
            self.refusals.append(answer.status_code)
            time.sleep(0.1)
        return False


@contextmanager
def under_load(site: Site, sources: int = 3) -> Iterator[list[Load]]:
    loads = [Load(site, number) for number in range(sources)]
    for each in loads:
        each.start()
    try:
        yield loads
    finally:
        for each in loads:
            each.stopping.set()
        for each in loads:
            each.join(30)


class Episodes:
    """A device that goes over its threshold and comes back, again and again; each reading is sent until acknowledged."""

    def __init__(self, site: Site, code: str) -> None:
        self.site, self.code = site, code
        self.raised_ms: list[int] = []
        self.sent_ms = 0

    def one(self) -> None:
        """Quiet, over the threshold, quiet."""
        for value in (1.0, 30.0, 1.0):
            self.sent_ms = max(int(time.time() * 1000), self.sent_ms + 20)
            if value > 20:
                self.raised_ms.append(self.sent_ms)
            body = {
                "batch": f"{self.code}-{self.sent_ms}",
                "readings": [{"sensor": self.code, "time": self.sent_ms, "value": value}],
            }
            until = time.monotonic() + 60
            while not self._sent(body):
                assert time.monotonic() < until, "never acknowledged"
                time.sleep(0.1)
            time.sleep(0.05)

    def _sent(self, body: dict[str, Any]) -> bool:
        headers = {"Authorization": f"Bearer {self.site.token}"}
        with suppress(httpx.TransportError):
            address = f"{self.site.address}/v1/readings"
            return httpx.post(address, json=body, headers=headers, trust_env=False).status_code == 200
        return False

    def all_told(self, within_s: float = 20) -> bool:
        """Whether each episode was raised once, the first at its moment, and all is quiet again."""
        expected = (len(self.raised_ms), self.raised_ms[0], True)
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if self.site.alarms(self.code) == expected:
                return True
            time.sleep(0.3)
        raise AssertionError(f"{self.site.alarms(self.code)} instead of {expected}")


def everything_once(site: Site, loads: list[Load]) -> None:
    """Whatever was acknowledged is stored, and stored once."""
    acknowledged = [each for load in loads for each in load.acknowledged]
    assert len(acknowledged) > 300
    stored = site.stored()
    missing = [each for each in acknowledged if stored.get(each) != 1]
    assert missing == []


def open_to_the_database(folder: Path) -> None:
    """Every folder above must let the database's own user through."""
    for each in (folder, *folder.parents):
        if each.owner() == "root" and each != each.parent and str(each).startswith(("/tmp/", "/var/tmp/")):
            os.chmod(each, 0o755)
