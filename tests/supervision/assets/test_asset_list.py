"""List, map and export show the same objects: those that the address describes and the asker may see."""

import csv
import io
import math
from datetime import timedelta

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from ancheng.base.roles import Role
from ancheng.kernel.exchange.tables import csv_lines
from ancheng.supervision.assets import actions, export, queries
from ancheng.supervision.assets.filters import BadFilter, read_filter
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.tiles import tile
from tests.architecture.test_scope_matrix import signed_in
from tests.factories import NOW, asker, make_office, make_unit
from tests.supervision.assets.mvt import counted, features
from tests.supervision.assets.register import (
    FIRST_STREET,
    INSIDE_FIRST,
    INSIDE_SECOND,
    SECOND_STREET,
    at,
    make_area,
    make_asset,
)

pytestmark = pytest.mark.django_db
# The tile at zoom 8 in which the whole test district lies.
WHOLE = (8, 210, 96)


@pytest.fixture
def district():
    """Five objects of two units in two streets, one of them retired."""
    first, second = make_area("第一街道", FIRST_STREET), make_area("第二街道", SECOND_STREET)
    water, trade = make_unit("区水务局"), make_unit("区商务局")
    make_asset(water, name="朝阳门消火栓", code="XHS-0000001", attributes={"condition": "完好"})
    make_asset(
        water,
        name="幸福里消火栓",
        code="XHS-0000002",
        geometry=at(INSIDE_SECOND),
        attributes={"condition": "损坏"},
    )
    make_asset(water, name="管线检查井旁消火栓", code="QT-9", geometry=None)
    make_asset(trade, name="万达广场客梯", code="DT-0000001", kind="elevator", geometry=at(INSIDE_SECOND))
    gone = make_asset(water, name="旧朝阳门消火栓", code="XHS-0000003")
    actions.retire(asset_ids=[gone.pk], by=asker(Role.OFFICE), at=NOW, why="拆除")
    return {"first": first, "second": second, "water": water, "trade": trade}


def names(query, by=None):
    found = queries.narrowed(by or asker(Role.OFFICE), read_filter(QueryDict(query)), NOW)
    return sorted(found.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=cym", ["朝阳门消火栓"]),
        ("q=CYM", ["朝阳门消火栓"]),
        ("q=管线", ["管线检查井旁消火栓"]),
        ("q=广场客", ["万达广场客梯"]),
        ("q=场广", []),
        ("q=广", ["万达广场客梯"]),
        ("q=XHS-00", ["幸福里消火栓", "朝阳门消火栓"]),
        ("q=xhs-0000002", ["幸福里消火栓"]),
        ("q=消火栓 朝阳", ["朝阳门消火栓"]),
        ("q=ｑｔ－９", ["管线检查井旁消火栓"]),
        ("q=没有这个", []),
        ("q=%25", []),
        ("q=_", []),
        ("kind=elevator", ["万达广场客梯"]),
        ("kind=hydrant&a.condition=defective", ["幸福里消火栓"]),
        ("kind=hydrant&a.condition=unknown", ["管线检查井旁消火栓"]),
        ("condition=fault", ["幸福里消火栓"]),
        ("condition=normal&condition=fault", ["幸福里消火栓", "朝阳门消火栓"]),
        ("status=retired", ["旧朝阳门消火栓"]),
        ("bbox=116.50,39.90,116.60,39.95", ["万达广场客梯", "幸福里消火栓"]),
        ("bbox=116.50,39.90,116.60,39.95&kind=hydrant", ["幸福里消火栓"]),
        ("since=1h&q=朝阳", ["朝阳门消火栓"]),
        ("no_such_field=1&q=朝阳", ["朝阳门消火栓"]),
    ],
)
def test_the_address_describes_what_is_found(district, query, expected):
    assert names(query) == expected


def test_units_and_streets_narrow_the_list(district):
    assert names(f"unit={district['trade'].pk}") == ["万达广场客梯"]
    assert names(f"subdistrict={district['first'].pk}") == ["朝阳门消火栓"]
    assert names(f"subdistrict={district['second'].pk}&kind=hydrant") == ["幸福里消火栓"]


def test_what_has_not_changed_lately_is_left_out(district):
    later = NOW + timedelta(hours=2)
    asked = read_filter(QueryDict("since=1h"))
    assert not queries.narrowed(asker(Role.OFFICE), asked, later)


@pytest.mark.parametrize(
    "query",
    ["kind=unicorn", "status=gone", "condition=fine", "since=7y", "sort=random", "group=none", "unit=abc", "unit=²",
     "bbox=1,2,3", "bbox=a,b,c,d", "bbox=116,40,115,39", "bbox=nan,nan,nan,nan", "kind=hydrant&a.colour=red"],
)  # fmt: skip
def test_an_address_that_says_nonsense_is_refused_with_a_sentence(query):
    with pytest.raises(BadFilter, match="请"):
        read_filter(QueryDict(query))


def test_a_filter_written_into_an_address_reads_back_the_same():
    query = "q=%E6%B6%88&kind=hydrant&status=in_use&condition=fault&since=6h&bbox=116.40000,39.90000,116.50000,39.95000&a.condition=defective&sort=code"
    asked = read_filter(QueryDict(query))
    assert read_filter(QueryDict(asked.query())) == asked


def test_everybody_finds_only_what_he_or_she_may_see(district):
    assert names("", asker(Role.DEPARTMENT, district["trade"])) == ["万达广场客梯"]
    assert names("", asker(Role.SUBDISTRICT, district["first"])) == ["朝阳门消火栓"]
    assert names("q=消火栓", asker(Role.DEPARTMENT, district["trade"])) == []


# --- paging


def walk(sort, size):
    """Every page from the first to the last, and back again from the last to the first."""
    found = queries.narrowed(asker(Role.OFFICE), read_filter(QueryDict("")), NOW)
    pages, after = [], ""
    while True:
        page = queries.page(found, sort, after=after, size=size)
        pages.append(page)
        after = page.after
        if not after:
            break
    back = [pages[-1]]
    while back[-1].before:
        back.append(queries.page(found, sort, before=back[-1].before, size=size))
        assert len(back) <= len(pages), "turning back comes to an end"
    return pages, back[::-1]


@pytest.mark.parametrize("sort", ["latest", "oldest"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 20])
def test_turning_pages_over_equal_times_shows_each_object_once_both_ways(sort, size):
    unit = make_unit("区水务局")
    for number in range(7):
        # Five of the seven bear the same time stamp: only the key tells them apart.
        make_asset(unit, geometry=None, name=f"消火栓{number}", when=NOW + timedelta(hours=number // 5))
    whole = list(Asset.objects.order_by("updated_at", "id").values_list("pk", flat=True))
    whole = whole if sort == "oldest" else whole[::-1]
    pages, back = walk(sort, size)
    assert [row.pk for page in pages for row in page.rows] == whole
    assert [row.pk for page in back for row in page.rows] == whole
    assert pages[0].before == "", "nothing comes before the first page"
    assert all(len(page.rows) == size for page in pages[:-1])


def test_turning_pages_by_code_within_a_kind():
    unit = make_unit("区水务局")
    for number in (3, 1, 2):
        make_asset(unit, geometry=None, code=f"B-{number}")
    found = queries.narrowed(asker(Role.OFFICE), read_filter(QueryDict("kind=hydrant&sort=code")), NOW)
    first = queries.page(found, "code", size=2)
    assert [each.code for each in first.rows] == ["B-1", "B-2"]
    assert [each.code for each in queries.page(found, "code", after=first.after, size=2).rows] == ["B-3"]


@pytest.mark.parametrize(
    "mark", ["abc", "2026-01-01~x", "~", "~5", "2026-01-01T00:00:00+00:00~" + "9" * 30, "<script>"]
)
def test_a_mark_that_is_none_is_no_error(district, mark):
    client = signed_in(Role.OFFICE, make_office())
    assert client.get("/assets/", {"after": mark}).status_code == 200
    assert client.get("/assets/", {"before": mark}).status_code == 200


# --- map


def test_at_low_zoom_the_clusters_stand_for_exactly_the_filtered_objects_on_the_map(district):
    office = asker(Role.OFFICE)
    for query in ("", "kind=hydrant", "condition=fault", "status=retired", "q=cym", "q=没有"):
        asked = read_filter(QueryDict(query))
        on_map = queries.narrowed(office, asked, NOW).exclude(geometry=None).count()
        assert counted(tile(office, asked, *WHOLE, NOW)) == on_map, query


def test_a_cluster_shows_the_worst_that_is_in_it(district):
    office, asked = asker(Role.OFFICE), read_filter(QueryDict("kind=hydrant"))
    for number in range(3):
        place = (INSIDE_SECOND[0] + number * 1e-6, INSIDE_SECOND[1])
        make_asset(district["water"], geometry=at(place), attributes={"condition": "完好"})
    clusters = features(tile(office, asked, *WHOLE, NOW))["clusters"]
    assert {(each["count"], each["worst"]) for each in clusters} >= {(4, "fault")}


def test_the_map_shows_nobody_what_the_list_does_not(district):
    everything = read_filter(QueryDict(""))
    assert counted(tile(asker(Role.DEPARTMENT, district["trade"]), everything, *WHOLE, NOW)) == 1
    assert counted(tile(asker(Role.DEPARTMENT, make_unit("区园林局")), everything, *WHOLE, NOW)) == 0


def test_at_high_zoom_the_objects_themselves_are_there_with_name_and_condition(district):
    office, z = asker(Role.OFFICE), 16
    x = int((INSIDE_FIRST[0] + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(math.radians(INSIDE_FIRST[1]))) / math.pi) / 2 * 2**z)
    rows = features(tile(office, read_filter(QueryDict("")), z, x, y, NOW))["objects"]
    assert [(each["name"], each["condition"], each["kind"]) for each in rows] == [
        ("朝阳门消火栓", "normal", "hydrant")
    ]


@pytest.mark.parametrize("address", ["8/999/1", "23/0/0", "99/0/0"])
def test_a_tile_that_is_not_on_the_globe_is_refused(address):
    client = signed_in(Role.OFFICE, make_office())
    assert client.get(f"/assets/tiles/{address}.mvt").status_code == 400


# --- export


def exported(client, query, form="csv"):
    answer = client.get(f"/assets/export.{form}?{query}")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(content), read_only=True).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "query", ["", "kind=hydrant", "condition=fault", "q=消火栓", "status=retired", "q=没有这个"]
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_is_the_filtered_list_in_its_order(district, query, form):
    office = asker(Role.OFFICE)
    asked = read_filter(QueryDict(query))
    listed = [each.code for each in queries.ordered(queries.narrowed(office, asked, NOW), asked.sort)]
    rows = exported(signed_in(Role.OFFICE, make_office()), query, form)
    assert [row[0] for row in rows[1:]] == listed


def test_the_export_of_one_kind_has_its_attributes_in_words_and_leaves_unknown_empty(district):
    rows = exported(signed_in(Role.OFFICE, make_office()), "kind=hydrant")
    column = rows[0].index(next(each for each in rows[0] if each.startswith("完好情况")))
    assert {row[1]: row[column] for row in rows[1:]} == {
        "朝阳门消火栓": "完好", "幸福里消火栓": "损坏", "管线检查井旁消火栓": "",
    }  # fmt: skip


def test_the_export_shows_nobody_more_than_the_list(district):
    rows = exported(signed_in(Role.DEPARTMENT, district["trade"]), "")
    assert [row[1] for row in rows[1:]] == ["万达广场客梯"]


def test_a_name_that_a_spreadsheet_would_run_is_exported_as_text():
    unit = make_unit("区水务局")
    for name in ("=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-1+2", "@sum"):
        make_asset(unit, geometry=None, name=name)
    asked = read_filter(QueryDict(""))
    rows = export.rows(asker(Role.OFFICE), asked, NOW, english=False)
    text = b"".join(csv_lines(export.spec(asked), rows)).decode("utf-8-sig")
    written = [row[1] for row in csv.reader(io.StringIO(text))][1:]
    assert len(written) == 4
    assert not any(each[0] in "=+-@" for each in written)
