"""The supervision desk's only door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.db.models.functions import Centroid, Distance
from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.kernel.language import english, named
from ancheng.kernel.places.models import Placed
from ancheng.supervision import measures as measures
from ancheng.supervision.accidents.public import AccidentFacts as AccidentFacts
from ancheng.supervision.accidents.public import accident as accident
from ancheng.supervision.accidents.public import concluded_accidents as concluded_accidents
from ancheng.supervision.asked import AskedForm as AskedForm
from ancheng.supervision.asked import asked_forms as asked_forms
from ancheng.supervision.assets import actions, queries, tiles
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import shown
from ancheng.supervision.grid import queries as grid_queries
from ancheng.supervision.hazards.inside import Occupied as Occupied
from ancheng.supervision.hazards.inside import occupied_inside as occupied_inside
from ancheng.supervision.hazards.public import HazardCard as HazardCard
from ancheng.supervision.hazards.public import hazard as hazard
from ancheng.supervision.hazards.public import hazard_tally as hazard_tally
from ancheng.supervision.hazards.public import hazards_near as hazards_near
from ancheng.supervision.hazards.public import hazards_of_enterprise as hazards_of_enterprise
from ancheng.supervision.hotline import queries as hotline_queries
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


def kind_name(kind: str) -> str:
    """What a kind of objects is called, in the language of the record."""
    return KINDS[kind].zh if kind in KINDS else kind


def objects_of(kind: str, asker: Asker) -> list[Standing]:
    """The objects of one kind in use that `asker` may see, in the order of their codes; WGS 84."""
    found = queries.visible(asker).filter(kind=kind, status="in_use").order_by("code")
    return [_stands(each) for each in found.defer("words")]


def object_card(asset_id: int) -> Standing | None:
    """One object in use by its number, for a desk that acts on it whoever asks."""
    return _standing(Asset.objects.filter(pk=asset_id, status="in_use"))


def elevator_by_code(code: str) -> Standing | None:
    """The elevator in use with this emergency rescue code; None where there is none or the code is not its alone."""
    return _standing(
        Asset.objects.filter(kind="elevator", status="in_use", attributes__contains={"rescue_code": code})
    )


def _standing(found: QuerySet[Asset]) -> Standing | None:
    rows = list(found.defer("words")[:2])
    return _stands(rows[0]) if len(rows) == 1 else None


def _stands(each: Asset) -> Standing:
    return Standing(
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


def objects_near(
    asker: Asker, kinds: Sequence[str], longitude: float, latitude: float, metres: float, *, at_most: int
) -> list[Standing]:
    """The objects of these kinds in use within so many metres of a point (WGS 84), the nearest first."""
    point = Point(longitude, latitude, srid=4326)
    # The box asks the index; the spheroid decides.
    around = point.buffer(metres / 80_000)
    found = (
        queries.visible(asker)
        .filter(kind__in=list(kinds), status="in_use", geometry__intersects=around)
        .annotate(apart=Distance(Centroid("geometry"), point))
        .filter(apart__lte=metres)
        .order_by("apart")
        .defer("words")[:at_most]
    )
    return [_stands(each) for each in found]


@dataclass(frozen=True, slots=True)
class Told:
    """What a report of the public or a grid event tells about a place, without a word of who told it (WGS 84)."""

    label: str
    title: str
    address: str
    point: tuple[float, float] | None
    asset_id: int | None


def told_by_report(asker: Asker, report_id: int) -> Told:
    """A report that `asker` may see; its wording stays there, since it may point to who wrote it."""
    found = hotline_queries.one(asker, report_id)
    return Told(found.number, found.title, found.address, _point_of(found), found.asset_id)


def told_by_grid(asker: Asker, event_id: int) -> Told:
    """A grid event that `asker` may see."""
    found = grid_queries.event(asker, event_id)
    return Told(found.number, found.title, found.address, _point_of(found), None)


def _point_of(found: Placed) -> tuple[float, float] | None:
    place = found.geometry.centroid if found.geometry else None
    return (place.x, place.y) if place else None


def object_of(asker: Asker, asset_id: int) -> Standing | None:
    """One object with its attributes; None where there is none that `asker` may see."""
    found = queries.visible(asker).defer("words").filter(pk=asset_id).first()
    return _stands(found) if found else None


def object_wkt(asker: Asker, asset_id: int) -> str:
    """The whole shape of an object (WGS 84); '' where it has none or `asker` may not see it."""
    found = queries.visible(asker).filter(pk=asset_id).values_list("geometry", flat=True).first()
    return found.wkt if found else ""


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


@dataclass(frozen=True, slots=True)
class RiskTally:
    """Open risks of the two upper grades, and those late."""

    red: int
    orange: int
    late: int


def risk_tally(asker: Asker, at: datetime) -> RiskTally:
    """Counted over the risks that `asker` may see."""
    found = risk_queries.tally(asker, at)
    return RiskTally(found.red, found.orange, found.late)
