"""The supervision desk's only door."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.base.asker import Asker
from ancheng.kernel.language import named
from ancheng.supervision.assets import queries, tiles
from ancheng.supervision.assets.registry import KINDS


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


@dataclass(frozen=True, slots=True)
class Standing:
    """An object with its attributes and the point that stands for it, as other desks may work with it."""

    id: int
    kind: str
    code: str
    name: str
    unit_id: int
    subdistrict_id: int | None
    community_id: int | None
    address: str
    attributes: dict[str, object]
    point: tuple[float, float] | None
    version: int
    url: str


def objects_of(kind: str, asker: Asker) -> list[Standing]:
    """The objects of one kind in use that `asker` may see, in the order of their codes; WGS 84."""
    found = queries.visible(asker).filter(kind=kind, status="in_use").order_by("code")
    return [
        Standing(
            each.pk,
            each.kind,
            each.code,
            each.name,
            each.unit_id,
            each.subdistrict_id,
            each.community_id,
            each.address,
            dict(each.attributes),
            (each.geometry.centroid.x, each.geometry.centroid.y) if each.geometry else None,
            each.version,
            each.get_absolute_url(),
        )
        for each in found.defer("words")
    ]
