"""The administration desk's only door."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.administration.programme import queries
from ancheng.base.asker import Asker


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme as other desks may show it."""

    id: int
    title: str
    state: str
    url: str


def programmes(asker: Asker) -> list[ProgrammeCard]:
    """The programmes that `asker` may see, newest first."""
    return [
        ProgrammeCard(each.pk, str(each), each.get_state_display(), each.get_absolute_url())
        for each in queries.visible(asker)
    ]
