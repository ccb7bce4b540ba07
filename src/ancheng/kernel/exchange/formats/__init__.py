"""Formats in which records leave for and arrive from other systems, one per file."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.base.registry import load
from ancheng.kernel.exchange.format import Format


def formats() -> Mapping[str, Format]:
    """Every declared format by name."""
    return load("ancheng.kernel.exchange.formats", "FORMAT", Format)
