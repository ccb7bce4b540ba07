"""What a channel is: a way out of the platform to somebody's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class ChannelFault(Exception):
    """A try that failed; the detail is kept with the attempt."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    title: str
    body: str
    url: str
    level: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class Channel:
    """`check` gives the fault of an address as a sentence, empty when it is right; `send` raises ChannelFault."""

    label: str
    check: Callable[[str], str]
    send: Callable[[str, Message], None]
