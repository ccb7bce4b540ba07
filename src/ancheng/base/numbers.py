"""Numbers as they come in an address or a form."""

from __future__ import annotations

# One digit less than the largest key of a table may have, so that every one of them fits.
LONGEST_KEY = 18


def is_key(text: str | None) -> bool:
    """Whether `text` writes a key: ASCII digits, as many as a table's key holds; “²” and “１” are none."""
    return bool(text) and text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY  # type: ignore[union-attr]


def key(text: str | None) -> int | None:
    """The key that `text` writes; None when it writes none."""
    return int(text) if text and is_key(text) else None
