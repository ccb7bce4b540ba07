"""The supervision desk's only door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from ancheng.base.asker import Asker
from ancheng.kernel.language import english, named
from ancheng.supervision import measures as measures
from ancheng.supervision.accidents.public import AccidentFacts as AccidentFacts
from ancheng.supervision.accidents.public import accident as accident
from ancheng.supervision.accidents.public import concluded_accidents as concluded_accidents
from ancheng.supervision.assets import actions, queries, tiles
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import shown
from ancheng.supervision.hazards.inside import Occupied as Occupied
from ancheng.supervision.hazards.inside import occupied_inside as occupied_inside
from ancheng.supervision.hazards.public import HazardCard as HazardCard
from ancheng.supervision.hazards.public import hazard as hazard
from ancheng.supervision.hazards.public import hazard_tally as hazard_tally
from ancheng.supervision.hazards.public import hazards_near as hazards_near
from ancheng.supervision.hazards.public import hazards_of_enterprise as hazards_of_enterprise
from ancheng.supervision.risks import coverage as risk_coverage
from ancheng.supervision.risks import queries as risk_queries


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


def risk_of_assets(asset_ids: Sequence[int]) -> dict[int, int]:
    """The worst grade of each object, 1 low to 4 major; 0 where nobody assessed it, absent where none is known."""
    return {key: grade.value for key, grade in risk_queries.grade_of_assets(list(asset_ids)).items()}


def risk_of_enterprises(enterprise_ids: Sequence[int]) -> dict[int, int]:
    """As `risk_of_assets`, for enterprises."""
    return {
        key: grade.value for key, grade in risk_queries.grade_of_enterprises(list(enterprise_ids)).items()
    }


def risk_coverage_by_zone(on: date) -> list[risk_coverage.Coverage]:
    """Of each functional zone, whether a valid approved assessment of the whole exists on a day."""
    return risk_coverage.by_zone(on)


def risk_coverage_by_industry(on: date) -> list[risk_coverage.Coverage]:
    """Of each key industry, how many enterprises have a valid approved assessment on a day."""
    return risk_coverage.by_industry(on)


@dataclass(frozen=True, slots=True)
class AssetPlace:
    """An object as the things that are fixed to it need it: who it is and where it stands (WGS 84)."""

    id: int
    kind: str
    code: str
    name: str
    url: str
    wkt: str
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None


def asset_places(asker: Asker, *, ids: Iterable[int] = (), codes: Iterable[str] = ()) -> list[AssetPlace]:
    """The objects with these numbers or codes, among those that `asker` may see; a point stands for an area."""
    found = queries.visible(asker).filter(Q(pk__in=list(ids)) | Q(code__in=list(codes)))
    return [_place(each) for each in found.defer("words")]


def places_of_kind(asker: Asker, kind: str, *, at_most: int) -> list[AssetPlace]:
    """The first objects of a kind that are in use and have a place, in the order of their codes."""
    found = queries.visible(asker).filter(kind=kind, status="in_use", geometry__isnull=False)
    return [_place(each) for each in found.defer("words").order_by("code")[:at_most]]


def _place(asset: Asset) -> AssetPlace:
    return AssetPlace(
        asset.pk,
        asset.kind,
        asset.code,
        asset.name,
        asset.get_absolute_url(),
        asset.geometry.point_on_surface.wkt if asset.geometry else "",
        asset.subdistrict_id,
        asset.community_id,
        asset.grid_id,
    )


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
    return [_standing(each) for each in found.defer("words")]


def object_of(asker: Asker, asset_id: int) -> Standing | None:
    """One object with its attributes; None where there is none that `asker` may see."""
    found = queries.visible(asker).defer("words").filter(pk=asset_id).first()
    return _standing(found) if found else None


def object_wkt(asker: Asker, asset_id: int) -> str:
    """The whole shape of an object (WGS 84); '' where it has none or `asker` may not see it."""
    found = queries.visible(asker).filter(pk=asset_id).values_list("geometry", flat=True).first()
    return found.wkt if found else ""


def _standing(asset: Asset) -> Standing:
    return Standing(
        asset.pk,
        asset.kind,
        asset.code,
        asset.name,
        asset.unit_id,
        asset.subdistrict_id,
        asset.community_id,
        asset.address,
        dict(asset.attributes),
        (asset.geometry.centroid.x, asset.geometry.centroid.y) if asset.geometry else None,
        asset.version,
        asset.get_absolute_url(),
    )


def keeps_objects(asker: Asker) -> bool:
    """Whether the seat may change the files of objects at all."""
    return asker.holds(*actions.KEEPERS)


def state_attributes(
    asker: Asker, asset_id: int, attributes: Mapping[str, object], *, at: datetime, why: str
) -> None:
    """Put attributes on an object in the asker's name; the rest of its file stays as it is."""
    actions.state_attributes(asset_id=asset_id, attributes=attributes, by=asker, at=at, why=why)


def attribute_words(kind: str, attributes: Mapping[str, object]) -> list[tuple[str, str]]:
    """Attributes as a page says them: (label, value with its unit), '' for what is not known."""
    declared = KINDS[kind].by_key
    found = []
    for key, value in attributes.items():
        text = shown(declared[key], value, english=english())  # type: ignore[arg-type]
        unit = named(declared[key].unit)
        found.append((named(declared[key]), f"{text} {unit}".strip() if text else ""))
    return found
