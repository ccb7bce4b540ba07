"""What a kind of notice declares; pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ancheng.base.errors import Refusal
from ancheng.base.registry import load


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: its names, whether it is for everybody, and the patterns of title and text.

    The patterns know {district}, {title}, {kind}, {place}, {happened}, {now}, {level}, {deaths}, {injured}, {radius}.
    """

    zh: str
    en: str
    order: int
    public: bool
    title: str
    text: str

    def written(self, facts: Mapping[str, str]) -> tuple[str, str]:
        """Title and text with the facts of an incident put in."""
        return self.title.format_map(facts), self.text.format_map(facts)


@cache
def kinds() -> Mapping[str, NoticeKind]:
    """All kinds, in their order."""
    found = load("ancheng.command.information.kinds", "KIND", NoticeKind)
    return dict(sorted(found.items(), key=lambda each: each[1].order))


def kind(key: str) -> NoticeKind:
    if key not in kinds():
        raise Refusal("请选择信息类型。")
    return kinds()[key]
