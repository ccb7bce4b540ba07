"""The supervision desk's only door."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.base.asker import Asker
from ancheng.kernel.language import named
from ancheng.supervision.assets import queries, tiles
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.hazards.public import HazardCard as HazardCard
from ancheng.supervision.hazards.public import hazard as hazard
from ancheng.supervision.hazards.public import hazard_tally as hazard_tally
from ancheng.supervision.hazards.public import hazards_near as hazards_near
from ancheng.supervision.hazards.public import hazards_of_enterprise as hazards_of_enterprise


@dataclass(frozen=True, slots=True)
class AssetCard:
    """An object as other desks may show it."""

    id: int
    name: str
    note: str
    url: str


def search(text: str, asker: Asker, *, at_most: int = 8) -> list[AssetCard]:
    """Objects by name, code, address or pinyin initials, among those that `asker` may see."""
    return [
        AssetCard(each.pk, each.name, f"{named(KINDS[each.kind])} · {each.code}", each.get_absolute_url())
        for each in queries.names(asker, text, at_most=at_most)
    ]


def map_tiles(asker: Asker) -> str:
    """Where a map finds the tiles of all objects that `asker` may see."""
    return tiles.address(asker)


def counts_by_kind(asker: Asker) -> dict[str, int]:
    """How many objects of each kind `asker` may see."""
    return queries.tally(queries.visible(asker), "kind")
