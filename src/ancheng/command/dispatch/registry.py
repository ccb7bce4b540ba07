"""All run cards, by file name."""

from __future__ import annotations

from ancheng.base.registry import load
from ancheng.command.dispatch.declare import RunCard
from ancheng.kernel.language import named

CARDS = load("ancheng.command.dispatch.cards", "RUN_CARD", RunCard)
OTHER = "other"
OF_KIND = {kind: key for key, each in CARDS.items() for kind in each.kinds}


def choices() -> list[tuple[str, str]]:
    """Run cards in their order, as the page says them."""
    return [(key, named(each)) for key, each in sorted(CARDS.items(), key=lambda pair: pair[1].order)]


def card_for(kind: str) -> str:
    """The run card of a kind of incident, or of its own name; what nobody named is the card for others."""
    return kind if kind in CARDS else OF_KIND.get(kind, OTHER)
