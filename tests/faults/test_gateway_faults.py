"""What may go wrong while readings come in, and that nothing acknowledged is lost or counted twice."""

from __future__ import annotations

import contextlib
import json
import socket
import time

import httpx
import pytest

from tests.faults.site import Episodes, Site, everything_once, open_to_the_database, under_load

# The private cluster needs PostgreSQL's programs, as all database tests do.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site(tmp_path_factory, template):
    folder = tmp_path_factory.mktemp("faults")
    open_to_the_database(folder)
    found = Site(folder)
    try:
        found.set_up(template)
        found.start_gateway()
        yield found
    finally:
        found.take_down()


def test_a_killed_gateway_loses_and_doubles_nothing_that_was_acknowledged(site):
    with under_load(site) as loads:
        for _ in range(3):
            time.sleep(1.2)
            site.kill_gateway()
            site.start_gateway()
        time.sleep(1.0)
    everything_once(site, loads)


def test_a_killed_database_loses_and_doubles_nothing_and_is_refused_meanwhile(site):
    with under_load(site) as loads:
        for _ in range(2):
            time.sleep(1.2)
            site.kill_database()
            time.sleep(0.8)
            answer = post(site, {"readings": [{"sensor": "GM-9", "time": 1, "value": 1}]})
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) >= 1
            site.start_database()
            site.until_ready()
        time.sleep(1.0)
    assert {503} <= {each for load in loads for each in load.refusals}
    everything_once(site, loads)
    # Batches that were sent again were not even written twice: the log holds no more than was acknowledged.
    assert site.raw_count() <= sum(site.stored().values()) + 3 * 50


def test_gateway_and_database_together_come_back_with_everything(site):
    with under_load(site) as loads:
        time.sleep(1.5)
        site.kill_gateway()
        site.kill_database()
        site.start_database()
        site.start_gateway()
        time.sleep(1.0)
    everything_once(site, loads)


def test_no_alarm_is_lost_or_doubled_when_gateway_and_database_are_killed(site):
    episodes = Episodes(site, "GM-35")
    for number in range(6):
        episodes.one()
        if number in (1, 3):
            site.kill_gateway()
            site.start_gateway()
        if number == 4:
            site.kill_database()
            site.start_database()
            site.until_ready()
    assert episodes.all_told()


def post(site, body, **more):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {site.token}"}
    return httpx.post(
        f"{site.address}/v1/readings", content=content, headers=headers, trust_env=False, timeout=30, **more
    )


def healthy(site):
    reading = {"readings": [{"sensor": "GM-30", "time": int(time.time() * 1000), "value": 1.5}]}
    return post(site, reading).status_code == 200


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff" * 500,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/readings HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/readings HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
        b"A" * 70_000,
    ],
)
def test_garbage_on_the_socket_hurts_nobody_else(site, garbage):
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as bad:
        bad.sendall(garbage)
        bad.settimeout(1)
        with contextlib.suppress(OSError):
            bad.recv(1000)
        assert healthy(site)


def test_ten_megabytes_are_refused_and_the_next_sender_is_served(site):
    # The connection may be closed on a sender who goes on writing: refused all the same.
    with contextlib.suppress(httpx.WriteError, httpx.ReadError):
        assert post(site, b"[" + b"1," * 5 * 2**20 + b"1]").status_code == 413
    assert healthy(site)


def test_ten_megabytes_in_pieces_without_a_length_are_refused(site):
    def pieces():
        for _ in range(160):
            yield b" " * 65536

    try:
        answer = httpx.post(
            f"{site.address}/v1/readings",
            content=pieces(),
            headers={"Authorization": f"Bearer {site.token}"},
            trust_env=False,
            timeout=30,
        )
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass
    assert healthy(site)


def test_a_head_that_never_ends_is_cut_off_while_others_are_served(site):
    slow = []
    try:
        for _ in range(30):
            each = socket.create_connection(("127.0.0.1", site.port), timeout=20)
            each.sendall(b"POST /v1/readings HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            slow.append(each)
        until = time.monotonic() + 15
        served = 0
        while time.monotonic() < until:
            for each in slow:
                try:
                    each.sendall(b"a")
                except OSError:
                    break
            served += healthy(site)
            time.sleep(1)
        assert served >= 5
        for each in slow:
            each.settimeout(2)
            assert each.recv(10) == b""
    finally:
        for each in slow:
            each.close()


def test_deep_and_huge_numbers_are_quarantined_and_not_fatal(site):
    for body in (
        b"[" * 200_000,
        b'{"readings": [{"sensor": "GM-1", "time": 1e400, "value": 1e400}]}',
        b'{"readings": ' + b"9" * 100_000 + b"}",
    ):
        assert post(site, body).status_code == 422
    assert healthy(site)
