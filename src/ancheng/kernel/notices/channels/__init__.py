"""The channels, one per file, each with its CHANNEL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ancheng.base.registry import load
from ancheng.kernel.notices.channel import Channel


@cache
def channels() -> Mapping[str, Channel]:
    """Every channel by the name of its file."""
    return load(__name__, "CHANNEL", Channel)
