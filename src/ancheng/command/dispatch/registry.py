"""All run cards, by file name."""

from __future__ import annotations

from ancheng.base.registry import load
from ancheng.command.dispatch.declare import RunCard

CARDS = load("ancheng.command.dispatch.cards", "RUN_CARD", RunCard)
CHOICES = [(key, each.zh) for key, each in sorted(CARDS.items(), key=lambda pair: pair[1].order)]
