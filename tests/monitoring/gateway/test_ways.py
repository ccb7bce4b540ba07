"""Other ways in: a broker of the user's, and a file."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time

import pytest

from ancheng.base.errors import Unreadable
from ancheng.monitoring.gateway.models import Quarantined
from ancheng.monitoring.gateway.mqtt import Subscriber
from ancheng.monitoring.gateway.replaying import batches
from tests.monitoring.making import post, stored, with_gateway

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(tmp_path):
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "mosquitto.conf"
    file.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    child = subprocess.Popen([program, "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    child.terminate()
    child.wait(10)


def publish(port, topic, payload):
    from paho.mqtt import client as paho
    from paho.mqtt.enums import CallbackAPIVersion

    sender = paho.Client(CallbackAPIVersion.VERSION2)
    sender.connect("127.0.0.1", port)
    sender.loop_start()
    sender.publish(topic, payload, qos=1).wait_for_publish(10)
    sender.disconnect()
    sender.loop_stop()


def test_a_message_of_the_broker_is_stored_and_one_sent_while_the_gateway_was_away_comes_later(site, broker):
    now = int(time.time() * 1000)

    def body(offset):
        return b'{"readings": [{"sensor": "GM-1", "time": %d, "value": 2.5}]}' % (now + offset)

    async def listening(gateway, payloads, expected):
        subscriber = Subscriber(gateway.intake, f"mqtt://127.0.0.1:{broker}")
        subscriber.start()
        try:
            await asyncio.sleep(1.0)
            for topic, payload in payloads:
                await asyncio.to_thread(publish, broker, topic, payload)
            for _ in range(100):
                await asyncio.sleep(0.1)
                if len(stored()) >= expected:
                    break
        finally:
            await asyncio.to_thread(subscriber.stop)

    first = [
        ("ancheng/gas/readings", body(0)),
        ("ancheng/gas/readings", b"garbage"),
        ("ancheng/nobody/readings", body(1)),
    ]
    with_gateway(lambda gateway, client: listening(gateway, first, 1))
    assert len(stored()) == 1
    assert Quarantined.objects.get().fault == "unreadable"
    publish(broker, "ancheng/gas/readings", body(5))
    with_gateway(lambda gateway, client: listening(gateway, [], 2))
    assert len(stored()) == 2


def test_a_file_replayed_twice_counts_once(site, tmp_path):
    file = tmp_path / "readings.csv"
    lines = [f"GM-1,2026-11-2{day}T08:00:00+08:00,{day}.5" for day in range(1, 5)]
    file.write_text(
        "编号,时间,数值\n" + "\n".join([*lines, "GM-1,2026-11-25T08:00:00+08:00,", "GM-1,yesterday,1"])
    )

    async def act(gateway, client):
        return [(await post(client, site.token, body)).json() for body in [*batches(file), *batches(file)]]

    first, second = with_gateway(act)
    assert (first["accepted"], first["quarantined"], first["repeated"]) == (5, 1, False)
    assert second["repeated"]
    assert len(stored()) == 5


def test_a_file_without_its_columns_is_refused_with_what_it_needs(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(Unreadable, match="sensor"):
        list(batches(file))
