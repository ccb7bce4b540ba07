"""What carries a warning out of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ancheng.kernel.notices.channel import ChannelFault

__all__ = ["ChannelFault", "Outgoing", "PublicChannel"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way: what people read, and the whole as CAP."""

    identifier: str
    message: str
    headline: str
    level: int
    cap: str


@dataclass(frozen=True, slots=True)
class PublicChannel:
    """`public` when everybody can read what it carries; `send` raises ChannelFault, and is None where the channel
    is read by others (a feed); `addressed` when it goes to addresses that were entered for it."""

    zh: str
    en: str
    public: bool
    addressed: bool = False
    send: Callable[[str, Outgoing], None] | None = None
    check: Callable[[str], str] = lambda _address: ""
