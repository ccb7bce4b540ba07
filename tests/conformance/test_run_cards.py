"""Every run card asks for known abilities, says where its figures are from, and every kind of incident has one card."""

from collections import Counter

import pytest

from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.registry import CARDS, OTHER, card_for
from ancheng.command.incidents.catalogue import KINDS


@pytest.mark.parametrize("key", sorted(CARDS))
def test_a_card_asks_each_ability_once_and_cites_its_basis(key):
    card = CARDS[key]
    asked = [each.ability for each in card.needs]
    assert set(asked) <= set(ABILITIES)
    assert len(asked) == len(set(asked))
    assert card.zh
    assert card.en
    assert card.basis
    assert card.verified or "未核对" in card.basis or "TSG" in card.basis


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_incident_is_named_by_one_card(kind):
    named = [key for key, card in CARDS.items() if kind in card.kinds]
    assert len(named) == 1, f"{kind}: {named}"
    assert card_for(kind) == (kind if kind in CARDS else named[0]) == named[0]


def test_no_card_serves_a_kind_that_does_not_exist():
    served = Counter(kind for card in CARDS.values() for kind in card.kinds)
    assert set(served) <= set(KINDS)
    assert card_for("no such kind") == OTHER
