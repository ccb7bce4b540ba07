"""Where the database is: from DATABASE_URL, or the private cluster under var/."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ancheng.base.errors import Misconfigured
from ancheng.config.environment import var

USER = "ancheng"
DATABASE = "ancheng"
PORT = 5432
LONGEST_SOCKET = 103  # sun_path holds 107 bytes and a final NUL; some spare for the lock file's suffix

ENGINE = "django.contrib.gis.db.backends.postgis"
SCHEMES = ("postgresql", "postgres", "postgis")
PLACES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}  # nosec B105


@dataclass(frozen=True)
class Cluster:
    """One cluster: where its data and its socket are."""

    data: Path
    tests: bool = False

    @property
    def sockets(self) -> Path:
        """The folder of the socket: beside the data, or in /tmp when that path would be too long."""
        beside = self.data.with_name(f"{self.data.name}-socket")
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return beside
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"ancheng-{key}"  # noqa: S108 (created 0700, its owner is checked)  # nosec B108

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def pid(self) -> int | None:
        """The running server's process number, if one runs on this data."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            if Path(f"/proc/{pid}/comm").read_text().strip() == "postgres":
                line = Path(f"/proc/{pid}/cmdline").read_bytes()
                # A number that was given to another server after a reboot is not ours.
                return pid if os.fsencode(self.data) in line.split(b"\0") else None
        return None


def current() -> Cluster:
    """The cluster of this run: the tests have their own, named by ANCHENG_CLUSTER=test."""
    tests = os.environ.get("ANCHENG_CLUSTER") == "test"
    return Cluster(var().absolute() / ("test-pg" if tests else "pg"), tests)


def is_private() -> bool:
    """True when no DATABASE_URL points elsewhere."""
    return not os.environ.get("DATABASE_URL")


def parse(url: str) -> dict[str, Any]:
    """Django's entry for postgresql://user:password@host:port/name?option=value; a socket: ?host=/folder."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise Misconfigured("DATABASE_URL 应形如 postgresql://用户:口令@主机:端口/库名，请改正。")
    try:
        port = parts.port
    except ValueError as error:
        raise Misconfigured("DATABASE_URL 中的端口不是数字，请改正。") from error
    host = parts.netloc.rpartition("@")[2]
    # urlsplit lower-cases the host name, which would spoil the folder of a socket.
    host = host.rpartition(":")[0] if port is not None else host.removesuffix(":")
    entry: dict[str, Any] = {
        "ENGINE": ENGINE,
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host).strip("[]"),
        "PORT": str(port or ""),
        "OPTIONS": {},
    }
    for name, value in parse_qsl(parts.query):
        if name in PLACES:
            entry[PLACES[name]] = value
        else:
            entry["OPTIONS"][name] = value
    if not entry["NAME"]:
        raise Misconfigured("DATABASE_URL 缺少库名：请写成 postgresql://…/库名。")
    return entry


def database_settings() -> dict[str, Any]:
    """Django's entry for the database of this run; reads the environment only, starts nothing."""
    if is_private():
        entry: dict[str, Any] = {
            "ENGINE": ENGINE,
            "NAME": DATABASE,
            "USER": USER,
            "PASSWORD": "",  # nosec B105
            "HOST": str(current().sockets),
            "PORT": str(PORT),
            "OPTIONS": {},
        }
    else:
        entry = parse(os.environ["DATABASE_URL"])
    name = os.environ.get("TEST_DATABASE_NAME")
    if name:
        entry["TEST"] = {"NAME": name}
    largest = int(os.environ.get("DATABASE_POOL", "0"))
    if largest:
        # The web server runs each request in a thread of its own: a pool spares it the reconnecting.
        entry["OPTIONS"]["pool"] = {"min_size": 2, "max_size": largest, "timeout": 20}
    return entry
