"""Pages of a list by keyset: the thousandth page costs as much as the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from ancheng.base.numbers import key

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list, newest first, and the marks of the pages before and after it ('' where there is none)."""

    rows: list[Any] = field(default_factory=list)
    newer: str = ""
    older: str = ""


def page(rows: QuerySet[Any, Any], *, before: str = "", after: str = "", size: int = SIZE) -> Page:
    """`size` rows of `rows` by falling key: those after (older than) a mark, or those before (newer than) it."""
    newer_than, older_than = key(before), key(after)
    if newer_than is not None:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Page(found, str(found[0].pk) if found and more else "", str(found[-1].pk) if found else "")
    if older_than is not None:
        rows = rows.filter(pk__lt=older_than)
    found = list(rows.order_by("-pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(
        found,
        str(found[0].pk) if found and older_than is not None else "",
        str(found[-1].pk) if found and more else "",
    )
