"""How an exchange format is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Format:
    """A format: what reads it into plain values, what writes them, and samples for which write and read agree."""

    title: str
    title_en: str
    media_type: str
    extension: str
    read: Callable[[bytes], Any]
    write: Callable[[Any], bytes]
    samples: tuple[Any, ...]
    citations: tuple[str, ...]
