"""One decision model per file, each with its MODEL."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.base.registry import load
from ancheng.science.model import Model


def models() -> Mapping[str, Model]:
    """Every declared model by the name of its file."""
    return load(__name__, "MODEL", Model)
