"""A place knows its subdistrict, community and grid; a place outside the district knows that too."""

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon

from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.places.queries import Located, locate, locate_many
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def bound(unit, west, south, east, north):
    area = MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)
    return Boundary.objects.create(unit=unit, kind=unit.kind, area=area, schematic=True, source="测试")


@pytest.fixture
def street():
    unit = make_unit("甲街道", UnitKind.SUBDISTRICT)
    bound(unit, 116.40, 39.90, 116.50, 40.00)
    return unit


@pytest.fixture
def community(street):
    unit = make_unit("一社区", UnitKind.COMMUNITY, street)
    bound(unit, 116.40, 39.90, 116.45, 39.95)
    return unit


def test_a_point_lies_in_its_subdistrict_and_community(street, community):
    assert locate(Point(116.42, 39.92, srid=4326)) == Located(street.pk, community.pk, None)
    assert locate(Point(116.48, 39.98, srid=4326)) == Located(street.pk, None, None)


def test_a_point_outside_the_district_lies_nowhere(street):
    assert locate(Point(121.47, 31.23, srid=4326)) == Located()


def test_a_line_lies_where_a_point_on_it_lies(street, community):
    line = GEOSGeometry("SRID=4326;LINESTRING(116.41 39.91, 116.43 39.93)")
    assert locate(line).community_id == community.pk


def test_many_points_are_located_in_the_order_given(street, community):
    found = locate_many([(116.42, 39.92), (121.0, 31.0), (116.48, 39.98)])
    assert found == [Located(street.pk, community.pk, None), Located(), Located(street.pk, None, None)]


def test_a_point_on_a_shared_edge_belongs_to_exactly_one_subdistrict(street):
    neighbour = make_unit("乙街道", UnitKind.SUBDISTRICT)
    bound(neighbour, 116.50, 39.90, 116.60, 40.00)
    edge = (116.50, 39.95)
    assert (
        locate(Point(*edge, srid=4326)).subdistrict_id == locate_many([edge])[0].subdistrict_id == street.pk
    )
