"""A database of its own for a measurement, the program on it, and a web server on that."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from ancheng.config import cluster
from ancheng.config.database import database_settings

HEALTHY_WITHIN_SECONDS = 60


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """A new database with all tables, dropped at the end; Django is set up on it. Gives its name."""
    started = cluster.ensure_running()
    home = database_settings()
    fresh = f"ancheng_bench_{name}_{os.getpid()}"
    try:
        _administer(home, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(fresh)))
        try:
            os.environ["DATABASE_URL"] = _address(home, fresh)
            _set_up()
            yield fresh
        finally:
            _leave()
            _administer(home, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh)))
    finally:
        if started:
            os.environ.pop("DATABASE_URL", None)
            cluster.stop()


def connect() -> psycopg.Connection[Any]:
    """A connection of its own to the scratch database, without the ORM: for the peer measured beside it."""
    from django.db import connection

    values = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "password", "dbname") and value
    }
    return psycopg.connect(**values, autocommit=True)


@contextmanager
def served() -> Iterator[str]:
    """`ancheng serve` on the scratch database, as it runs for people; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ancheng.config.cli", "serve", "--port", str(port)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, child)
        yield address
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def cookie(username: str) -> str:
    """The cookie header of a person of the scratch database who has signed in."""
    client = signed_in(username)
    return "; ".join(f"{key}={each.value}" for key, each in client.cookies.items())


def signed_in(username: str) -> Any:
    """A test client in which that person has signed in."""
    from django.test import Client

    from ancheng.kernel.people.models import Person

    client = Client()
    person = Person.objects.get(username=username)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-int(share * 1000) * len(ranked) // 1000) - 1))]


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    os.environ.setdefault("ANCHENG_DEMO", "1")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _leave() -> None:
    try:
        from django.db import connections

        connections.close_all()
    except Exception as fault:  # noqa: BLE001 (settings that never loaded must not hide why)
        print(f"closing: {fault}", file=sys.stderr)


def _administer(home: dict[str, Any], statement: sql.Composed) -> None:
    values = {
        "host": home["HOST"],
        "port": home["PORT"],
        "user": home["USER"],
        "password": home["PASSWORD"],
        "dbname": home["NAME"],
    }
    with psycopg.connect(**{k: v for k, v in values.items() if v}, autocommit=True) as connection:
        connection.execute(statement)


def _address(home: dict[str, Any], name: str) -> str:
    """DATABASE_URL of another database of the same server."""
    places = {
        "host": home["HOST"],
        "port": home["PORT"],
        "user": home["USER"],
        "password": home["PASSWORD"],
    }
    return f"postgresql:///{quote(name)}?{urlencode({k: v for k, v in places.items() if v})}"


def _wait(address: str, child: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + HEALTHY_WITHIN_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise SystemExit(f"the web server ended by itself ({child.returncode})")
        try:
            with opener.open(address + "/healthz", timeout=5) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the web server did not become healthy")
