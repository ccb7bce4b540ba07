"""What a desk's app says on the home page, declared beside its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.base.roles import Role


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that leads to its rows; `tone` is the state of the work it counts, where that is not plain."""

    label: str
    number: int
    url_name: str
    query: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """One line of the home page: under which desk, what it is about, who sees it, and its figures of now."""

    desk: str
    label: str
    order: int
    figures: Callable[[Asker, datetime], Iterable[Figure]]
    roles: tuple[Role, ...] | None = None
