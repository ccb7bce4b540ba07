"""Road files become ways on WGS 84; what is broken says so in a sentence."""

import json
import struct

import pytest
import shapefile

from ancheng.base.errors import Refusal
from ancheng.science.geometry import gcj02_to_wgs84
from ancheng.science.roads.graph import RoadClass, Way, from_ways
from ancheng.science.roads.sources import read
from ancheng.science.roads.survey import pieces, survey

OSM = """<?xml version="1.0"?><osm version="0.6" generator="test">
<node id="1" lat="39.91" lon="116.43"/><node id="2" lat="39.91" lon="116.44"/><node id="3" lat="39.92" lon="116.44"/>
<node id="4" lat="39.95" lon="116.50"/><node id="5" lat="39.95" lon="116.51"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="lanes" v="4"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="-1"/></way>
<way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="footway"/></way>
<way id="13"><nd ref="1"/><nd ref="3"/><tag k="building" v="yes"/></way>
<way id="14"><nd ref="1"/><nd ref="3"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
<way id="15"><nd ref="1"/><nd ref="3"/><tag k="highway" v="proposed"/></way></osm>"""
LINE = [[116.43, 39.91], [116.44, 39.91]]


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def feature(shape, **tags):
    return {"type": "Feature", "properties": tags, "geometry": shape}


def line(points=LINE):
    return {"type": "LineString", "coordinates": points}


def write(path, told):
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


def test_openstreetmap_gives_roads_with_class_lanes_and_direction(tmp_path):
    found = read(write(tmp_path / "city.osm", OSM))
    assert [(each.road_class, each.lanes, each.one_way) for each in found] == [
        (RoadClass.ARTERIAL, 2, False), (RoadClass.LOCAL, 1, True), (RoadClass.FOOTWAY, 1, False),
    ]  # fmt: skip
    assert found[1].points[0] == (116.44, 39.92)


def test_the_binary_form_of_openstreetmap_gives_the_same(tmp_path):
    import osmium

    text, binary = write(tmp_path / "city.osm", OSM), tmp_path / "city.osm.pbf"
    with osmium.SimpleWriter(str(binary)) as out:
        for each in osmium.FileProcessor(str(text)):
            out.add(each)
    assert read(binary) == read(text)


def test_geojson_gives_roads_and_passes_over_what_is_none(tmp_path):
    told = collection(
        feature(line(), road_class="主干路"),
        feature(
            {"type": "MultiLineString", "coordinates": [LINE, [[116.5, 39.9], [116.51, 39.9]]]},
            highway="service",
        ),
        feature({"type": "Point", "coordinates": [116.4, 39.9]}, highway="primary"),
        feature(line(), highway="riverbank"),
        feature(None, highway="primary"),
        feature(line([[116.4, 39.9], [116.4, 39.9]]), highway="primary"),
    )
    found = read(write(tmp_path / "roads.geojson", told))
    assert [each.road_class for each in found] == [RoadClass.ARTERIAL, RoadClass.ALLEY, RoadClass.ALLEY]


def test_gcj02_and_projected_coordinates_are_converted_at_the_door(tmp_path):
    path = write(tmp_path / "roads.geojson", collection(feature(line(), highway="primary")))
    shifted = read(path, "GCJ-02")[0].points[0]
    assert shifted == pytest.approx(gcj02_to_wgs84(*LINE[0]), abs=1e-9)
    assert read(path, "CGCS2000")[0].points[0] == pytest.approx(LINE[0], abs=1e-6)
    mercator = collection(
        feature(line([[12960000.0, 4850000.0], [12961000.0, 4850000.0]]), highway="primary"),
        crs={"type": "name", "properties": {"name": "EPSG:3857"}},
    )
    lon, lat = read(write(tmp_path / "flat.geojson", mercator))[0].points[0]
    assert 116 < lon < 117
    assert 39 < lat < 41


@pytest.mark.parametrize(
    ("name", "told", "sentence"),
    [
        ("a.geojson", "{", "不是有效的 GeoJSON"),
        ("a.geojson", "[]", "要素集合"),
        ("a.geojson", {"type": "FeatureCollection", "features": []}, "没有可用的道路"),
        ("a.geojson", collection(feature(line([[1], [2]]), highway="primary")), "坐标不成对"),
        (
            "a.geojson",
            collection(feature(line([[500000, 4400000], [500100, 4400000]]), highway="primary")),
            "经纬度范围",
        ),
        ("a.geojson", collection(feature(line("abc"), highway="primary")), "坐标不成对"),
        ("a.osm.pbf", "no pbf at all", "OSM"),
        ("a.osm", "<osm><way>", "OSM"),
        ("a.shp", "broken", "prj"),
        ("a.docx", "x", "不认识的路网格式"),
    ],
)
def test_a_broken_file_says_what_to_do(tmp_path, name, told, sentence):
    with pytest.raises(Refusal, match=sentence):
        read(write(tmp_path / name, told))


def test_a_missing_file_and_a_cut_off_shapefile_say_so(tmp_path):
    with pytest.raises(Refusal, match="没有找到"):
        read(tmp_path / "none.geojson")
    base = tmp_path / "roads"
    with shapefile.Writer(str(base)) as out:
        out.field("fclass", "C", 20)
        out.line([LINE])
        out.record("primary")
    with pytest.raises(Refusal, match=r"\.prj"):
        read(base.with_suffix(".shp"))
    assert read(base.with_suffix(".shp"), "WGS84")[0].road_class == RoadClass.ARTERIAL
    whole = base.with_suffix(".shp").read_bytes()
    base.with_suffix(".shp").write_bytes(whole[:110] + struct.pack(">i", 7))
    with pytest.raises(Refusal, match="Shapefile"):
        read(base.with_suffix(".shp"), "WGS84")


def test_a_survey_counts_pieces_kilometres_and_the_largest_part():
    far = [(116.6, 39.9), (116.61, 39.9)]
    graph = from_ways(
        [
            Way(LINE, RoadClass.LOCAL),
            Way([(116.44, 39.91), (116.44, 39.92)], RoadClass.ARTERIAL),
            Way(far, RoadClass.LOCAL),
        ]
    )
    found = survey(graph)
    assert (found.nodes, found.arcs, found.pieces, found.largest, found.joined_percent) == (5, 6, 2, 3, 60.0)
    assert {each.road_class: each.km for each in found.classes} == {
        RoadClass.LOCAL: pytest.approx(1.7, abs=0.1),
        RoadClass.ARTERIAL: pytest.approx(1.1, abs=0.1),
    }
    assert len(set(pieces(graph).tolist())) == 2
    assert (found.west, found.north) == (116.43, 39.92)
