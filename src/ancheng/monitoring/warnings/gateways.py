"""One interface for gateways that speak to the public: short messages, broadcasting."""

from __future__ import annotations

import json
from typing import Protocol

from ancheng.kernel.notices.channels.webhook import post
from ancheng.monitoring.warnings.channel import ChannelFault, Outgoing


class Gateway(Protocol):
    """Takes a message for an area or group of receivers; raises ChannelFault when it was not taken."""

    def deliver(self, address: str, outgoing: Outgoing) -> None: ...


class HttpGateway:
    """A gateway behind an address of the installation (its host stands in WEBHOOK_HOSTS)."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name

    def deliver(self, address: str, outgoing: Outgoing) -> None:
        if not self.address:
            raise ChannelFault(f"未接入{self.name}网关，请联系系统管理员配置。")
        body = {
            "to": address,
            "identifier": outgoing.identifier,
            "message": outgoing.message,
            "level": outgoing.level,
            "text": outgoing.headline,
            "cap": outgoing.cap,
        }
        post(
            self.address,
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json"},
        )


class RecordedGateway:
    """A double that keeps what it was given; `faults` are raised first, one for each delivery."""

    def __init__(self, faults: tuple[str, ...] = ()) -> None:
        self.faults, self.taken = list(faults), list[tuple[str, Outgoing]]()

    def deliver(self, address: str, outgoing: Outgoing) -> None:
        if self.faults:
            raise ChannelFault(self.faults.pop(0))
        self.taken.append((address, outgoing))
