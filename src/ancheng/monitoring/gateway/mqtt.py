"""Readings by MQTT from a broker of the user's: a message is confirmed to the broker once it is durable."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from ancheng.base.errors import Misconfigured
from ancheng.monitoring.gateway.errors import Away, Busy
from ancheng.monitoring.gateway.frames import Parsed, read
from ancheng.monitoring.gateway.intake import Answer, Intake

log = logging.getLogger(__name__)
# The second level names the source; who may publish there is for the broker to say.
TOPIC = "ancheng/+/readings"
QOS = 1
WAIT_S = 0.2


class Subscriber:
    """One lasting session: what comes in while the gateway is away waits at the broker."""

    def __init__(self, intake: Intake, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise Misconfigured("MQTT_URL 应形如 mqtt://用户:口令@主机:1883，请改正。")
        self.intake, self.stopping = intake, False
        self.host, self.port = parts.hostname, parts.port or (8883 if parts.scheme == "mqtts" else 1883)
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="ancheng-gateway", clean_session=False, manual_ack=True
        )
        if parts.scheme == "mqtts":
            self.client.tls_set()
        if parts.username:
            self.client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        self.client.on_connect = self._connected
        self.client.on_message = self._message

    def start(self) -> None:
        """Connect now or as soon as the broker is there, and again whenever it was away."""
        self.client.connect_async(self.host, self.port, keepalive=30)
        self.client.loop_start()

    def stop(self) -> None:
        self.stopping = True
        self.client.disconnect()
        self.client.loop_stop()

    def _connected(
        self, client: paho.Client, userdata: Any, flags: Any, reason: Any, properties: Any
    ) -> None:
        if reason.is_failure:
            log.warning("the MQTT broker refuses: %s", reason)
        else:
            client.subscribe(TOPIC, QOS)

    def _message(self, client: paho.Client, userdata: Any, message: paho.MQTTMessage) -> None:
        """Offer it until it is taken; while it is not, the broker is not confirmed and sends no more."""
        confirm = partial(self.client.ack, message.mid, message.qos)
        source_id = self.intake.directory.source_codes.get(message.topic.split("/")[1])
        if source_id is None:
            log.warning("MQTT: no source %s", message.topic[:80])
            confirm()
            return
        try:
            parsed = read(bytes(message.payload))
        except Exception as error:  # noqa: BLE001 (one bad message must not end the session)
            log.warning("MQTT: %s: %s", message.topic[:80], error)
            confirm()
            return
        self._offer(source_id, parsed, confirm)

    def _offer(self, source_id: int, parsed: Parsed, confirm: Callable[[], Any]) -> None:
        while not self.stopping:
            try:
                self.intake.offer(source_id, parsed, partial(self._answered, source_id, parsed, confirm))
                return
            except (Busy, Away):
                time.sleep(WAIT_S)

    def _answered(self, source_id: int, parsed: Parsed, confirm: Callable[[], Any], answer: Answer) -> None:
        if isinstance(answer, Exception):
            # The database went away under it: offered again from a thread of its own, confirmed when durable.
            threading.Thread(target=self._offer, args=(source_id, parsed, confirm), daemon=True).start()
        else:
            confirm()
