"""Boundaries from GeoJSON and Shapefile: matched to units, looked at, adopted, taken back."""

import io
import json
import zipfile

import pytest
import shapefile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ancheng.base.errors import Conflict, NotAllowed, Refusal, Unreadable
from ancheng.base.roles import Role
from ancheng.kernel.events.actions import hand_on
from ancheng.kernel.events.models import Event
from ancheng.kernel.exchange import boundary_actions as actions
from ancheng.kernel.exchange.areas import read_areas
from ancheng.kernel.exchange.boundaries import matches, overlaps
from ancheng.kernel.exchange.models import BoundaryImport
from ancheng.kernel.files.models import Blob
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.science.geometry import wgs84_to_gcj02
from ancheng.supervision.assets import actions as register
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.values import Stated
from tests.factories import NOW, asker, make_person, make_unit

pytestmark = pytest.mark.django_db
WEST = [[116.40, 39.90], [116.45, 39.90], [116.45, 39.95], [116.40, 39.95], [116.40, 39.90]]
EAST = [[116.45, 39.90], [116.50, 39.90], [116.50, 39.95], [116.45, 39.95], [116.45, 39.90]]
GB_CGCS = 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'


@pytest.fixture
def office():
    return asker(Role.OFFICE)


@pytest.fixture
def streets():
    names = ("和平街街道办事处", "安贞街道办事处")
    return [
        make_unit(name, UnitKind.SUBDISTRICT, adcode=f"11010500{n}", short_name=name.removesuffix("办事处"))
        for n, name in enumerate(names, 1)
    ]


def geojson(*pairs, key="名称", **extra):
    features = [
        {"type": "Feature", "properties": {key: name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in pairs
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features, **extra}, ensure_ascii=False)
    return SimpleUploadedFile("边界.geojson", content.encode())


def shapefile_zip(*pairs, prj=GB_CGCS, encoding="gb18030", drop=""):
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding=encoding) as writer:
        writer.field("MC", "C", size=60)
        for name, ring in pairs:
            writer.poly([ring[::-1]])
            writer.record(name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (
            ("shp", shp.getvalue()),
            ("shx", shx.getvalue()),
            ("dbf", dbf.getvalue()),
            ("prj", prj.encode()),
        ):
            if name != drop:
                archive.writestr(f"街道/jiedao.{name}", part)
    return SimpleUploadedFile("边界.zip", out.getvalue())


def uploaded(file, by, crs=""):
    return actions.upload(file=file, source="测试勘界", crs=crs, schematic=False, by=by, at=NOW)


def rows(found):
    return matches(read_areas(found.blob.path, crs=found.crs), found.field)


def test_areas_are_matched_to_units_by_name_and_by_division_code(streets, office):
    by_name = uploaded(geojson(("和平街街道", WEST), ("安贞街道办事处", EAST)), office)
    by_code = uploaded(geojson(("110105001", WEST), ("110105002", EAST), key="XZQDM"), office)
    for found in (by_name, by_code):
        assert [each.unit for each in rows(found)] == streets
        assert not any(each.fault for each in rows(found))


def test_an_adopted_boundary_says_where_an_object_lies(streets, office):
    found = uploaded(geojson(("和平街街道", WEST), ("安贞街道", EAST)), office)
    assert actions.adopt(found=found, by=office, at=NOW) == 2
    boundary = Boundary.objects.get(unit=streets[0])
    assert boundary.source == "测试勘界"
    assert not boundary.schematic
    assert boundary.area.area == pytest.approx(0.0025)


def test_objects_learn_their_new_place_and_who_sees_them(streets, office):
    keeper = make_unit("区水务局")
    stated = Stated(
        "hydrant", "一号", unit_id=keeper.pk, geometry="SRID=4326;POINT(116.42 39.92)", outside_accepted=True
    )
    asset = register.register(stated=_parsed(stated), by=office, at=NOW)
    assert asset.subdistrict is None
    actions.adopt(found=uploaded(geojson(("和平街街道", WEST)), office), by=office, at=NOW)
    event = Event.objects.filter(name="BoundariesChanged").latest("at")
    hand_on(str(event.pk), at=NOW)
    asset = Asset.objects.get(pk=asset.pk)
    assert asset.subdistrict == streets[0]
    assert streets[0].pk in asset.seen_by


def _parsed(stated):
    from dataclasses import replace

    from django.contrib.gis.geos import GEOSGeometry

    return replace(stated, geometry=GEOSGeometry(stated.geometry))


def test_taking_it_back_restores_what_was_there(streets, office):
    first = uploaded(geojson(("和平街街道", WEST)), office)
    actions.adopt(found=first, by=office, at=NOW)
    second = uploaded(geojson(("和平街街道", EAST), ("安贞街道", WEST)), office)
    actions.adopt(found=second, by=office, at=NOW.replace(hour=3))
    second.refresh_from_db()
    first.refresh_from_db()
    with pytest.raises(Conflict, match="最近一次"):
        actions.undo(found=first, why="错了", by=office, at=NOW)
    actions.undo(found=second, why="勘界有误", by=office, at=NOW)
    assert Boundary.objects.get(unit=streets[0]).area.centroid.x == pytest.approx(116.425)
    assert not Boundary.objects.filter(unit=streets[1]).exists()
    with pytest.raises(Conflict):
        actions.undo(found=second, why="再来", by=office, at=NOW)


def test_two_adoptions_of_one_file_count_once(streets, office):
    found = uploaded(geojson(("和平街街道", WEST)), office)
    actions.adopt(found=found, by=office, at=NOW)
    with pytest.raises(Conflict):
        actions.adopt(found=BoundaryImport.objects.get(pk=found.pk), by=office, at=NOW)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_zipped_shapefile_is_read_with_its_frame_and_its_encoding(streets, office, encoding):
    found = uploaded(shapefile_zip(("和平街街道", WEST), ("安贞街道", EAST), encoding=encoding), office)
    assert found.crs == "CGCS2000"
    assert [each.unit for each in rows(found)] == streets


def test_a_projected_shapefile_lands_on_the_same_ground(streets, office):
    import pyproj

    to_plane = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4548", always_xy=True)
    ring = [list(to_plane.transform(*each)) for each in WEST]
    found = uploaded(
        shapefile_zip(("和平街街道", ring), prj=pyproj.CRS("EPSG:4548").to_wkt("WKT1_ESRI")), office
    )
    match = rows(found)[0]
    assert match.fault == ""
    assert match.area.area.bounds == pytest.approx((116.40, 39.90, 116.45, 39.95), abs=1e-5)
    assert match.new_km2 == pytest.approx(23.7, rel=0.02)


def test_positions_of_web_maps_are_moved_at_the_door(streets, office):
    ring = [list(wgs84_to_gcj02(*each)) for each in WEST]
    match = rows(uploaded(geojson(("和平街街道", ring)), office, crs="gcj02"))[0]
    assert match.area.area.bounds == pytest.approx((116.40, 39.90, 116.45, 39.95), abs=1e-6)


def test_what_cannot_be_adopted_says_why(streets, office):
    actions.adopt(found=uploaded(geojson(("安贞街道", EAST)), office), by=office, at=NOW)
    far = [[x + 5, y] for x, y in WEST]
    file = geojson(("和平街街道", far), ("不存在的街道", WEST), ("安贞街道", EAST), ("安贞街道", WEST))
    told = [each.fault for each in rows(uploaded(file, office))]
    assert "远离本区" in told[0]
    assert "没有同名单位" in told[1]
    assert "多个图形" in told[2]
    assert "多个图形" in told[3]


def test_overlapping_neighbours_are_pointed_out(streets, office):
    wide = [[x + 0.01, y] for x, y in WEST]
    assert overlaps(rows(uploaded(geojson(("和平街街道", wide), ("安贞街道", EAST)), office)))
    assert not overlaps(rows(uploaded(geojson(("和平街街道", WEST), ("安贞街道", EAST)), office)))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.geojson", b"{not json"),
        SimpleUploadedFile("a.geojson", b'{"type": "Point", "coordinates": [1, 2]}'),
        SimpleUploadedFile("a.geojson", b'{"type": "FeatureCollection", "features": []}'),
        SimpleUploadedFile("a.zip", b"PK\x03\x04broken"),
        shapefile_zip(("和平街街道", WEST), drop="dbf"),
        shapefile_zip(("和平街街道", WEST), drop="shp"),
    ],
    ids=["no json", "a point", "empty", "broken zip", "no dbf", "no shp"],
)
def test_a_file_that_holds_no_areas_is_refused_and_leaves_nothing(streets, office, file):
    before = Blob.objects.count()
    with pytest.raises(Unreadable):
        uploaded(file, office)
    assert Blob.objects.count() == before
    assert not BoundaryImport.objects.exists()


def test_a_frame_that_is_secret_is_refused(streets, office):
    with pytest.raises(Refusal, match="不公开"):
        read_areas(uploaded(geojson(("和平街街道", WEST)), office).blob.path, crs="EPSG:4214")


def test_only_office_and_administrator_draw_boundaries(streets):
    for role in set(Role) - {Role.OFFICE, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            uploaded(geojson(("和平街街道", WEST)), asker(role))


def test_the_office_adopts_on_screen(streets):
    client = Client()
    client.force_login(
        make_person(Role.OFFICE, make_unit("区安委办")),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert "还没有导入过边界" in client.get("/imports/boundaries/").content.decode()
    answer = client.post(
        "/imports/boundaries/", {"file": geojson(("和平街街道", WEST), ("别处", EAST)), "source": "勘界"}
    )
    page = client.get(answer["Location"]).content.decode()
    assert "采用 1 个边界" in page
    assert "没有同名单位" in page
    client.post(answer["Location"] + "act/", {"verb": "field", "field": "名称"})
    client.post(answer["Location"] + "act/", {"verb": "adopt"})
    assert Boundary.objects.count() == 1
    client.post(answer["Location"] + "act/", {"verb": "undo", "why": "错"})
    assert not Boundary.objects.exists()
