"""The decision desk's only door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ancheng.base.asker import Asker
from ancheng.decision.knowledge import queries as knowledge


@dataclass(frozen=True, slots=True)
class KnowledgeCard:
    """An item or a case as a search box shows it."""

    name: str
    note: str
    url: str


def search_knowledge(text: str, asker: Asker, *, at_most: int = 8) -> list[KnowledgeCard]:
    """Items and cases by title, number, words or pinyin initials, among those that `asker` may see."""
    items = knowledge.searched(knowledge.items(asker).defer("words"), text)[:at_most]
    cases = knowledge.searched(knowledge.precedents(asker).defer("words"), text)[: at_most // 2]
    found = [
        KnowledgeCard(str(each), str(each.get_sort_display()), each.get_absolute_url()) for each in items
    ]
    found += [
        KnowledgeCard(each.title, str(each.get_kind_display()), each.get_absolute_url()) for each in cases
    ]
    return found[:at_most]


@dataclass(frozen=True, slots=True)
class CatalogueFigures:
    """Uses of what is promoted and of what is phased out; late is past its day and still in use."""

    promoted_in_use: int
    phased_out_in_use: int
    phased_out_late: int
    phased_out_stopped: int


def catalogue_figures(asker: Asker, on: date) -> CatalogueFigures:
    """C28, for indicators."""
    return CatalogueFigures(*knowledge.catalogue_figures(asker, on))
