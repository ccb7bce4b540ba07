"""How a crew stands on the map and in the list: one letter and one tone for each state, so that colour alone says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ancheng.base.words import msgid
from ancheng.command.dispatch.workflows.turnout import WORKFLOW
from ancheng.kernel.language import named


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter in both languages, and the tone in which map and list draw it."""

    zh: str
    en: str
    tone: str


MARKS = {
    "ordered": Mark("派", "O", "neutral"),
    "accepted": Mark("接", "A", "soon"),
    "en_route": Mark("途", "E", "primary"),
    "on_scene": Mark("到", "S", "good"),
}
# Who is not out any more stands in the list alone.
GONE = Mark("—", "—", "neutral")
SHUT = Mark("封", "X", "late")
SHUT_LABEL = msgid("封闭道路，路线已绕行")


def legend() -> Iterator[tuple[str, str, str]]:
    """Letter, tone and words of everything that dispatch draws in a room."""
    for state, mark in MARKS.items():
        yield named(mark), mark.tone, str(WORKFLOW.state(state).label)
    yield named(SHUT), SHUT.tone, named(SHUT_LABEL)
