"""A small district with an area on the map, and objects in it."""

from datetime import datetime

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from ancheng.base.asker import PLATFORM
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.assets import actions
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.values import Stated
from tests.factories import NOW, make_unit

# West, south, east, north of the areas; they touch and do not overlap.
FIRST_STREET = (116.40, 39.90, 116.50, 39.95)
SECOND_STREET = (116.50, 39.90, 116.60, 39.95)
INSIDE_FIRST = (116.45, 39.92)
INSIDE_SECOND = (116.55, 39.92)
ELSEWHERE = (117.90, 40.50)


def make_area(
    name: str, box: tuple[float, float, float, float], kind=UnitKind.SUBDISTRICT, parent=None
) -> Unit:
    """A unit with a rectangle as its area."""
    unit = make_unit(name, kind, parent)
    Boundary.objects.create(
        unit=unit,
        kind=kind,
        area=MultiPolygon(Polygon.from_bbox(box), srid=4326),
        schematic=True,
        source="测试",
    )
    return unit


def at(place: tuple[float, float]) -> Point:
    return Point(*place, srid=4326)


def stated(unit: Unit, **values) -> Stated:
    """What somebody states about a hydrant."""
    values = {"kind": "hydrant", "name": "幸福路消火栓", "geometry": at(INSIDE_FIRST), **values}
    return Stated(unit_id=unit.pk, **values)


def make_asset(unit: Unit, *, by=PLATFORM, when: datetime = NOW, **values) -> Asset:
    """A registered object, a hydrant in the first street unless said otherwise."""
    return actions.register(stated=stated(unit, **values), by=by, at=when)
