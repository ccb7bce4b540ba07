"""Floor plans: walls that close, holes that are found, doors that join rooms."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.crowds.plan import read_plan
from ancheng.science.model import BadInput
from ancheng.science.models.pedestrian_evacuation import plan_of
from tests.science.crowds.plans import CORNER, ROOM, hall

PEOPLE = ("people", "POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))", {"people": 2})


def test_walls_and_an_exit_make_a_room_that_opens_only_at_the_exit():
    plan = read_plan(ROOM)
    (part,) = plan.parts
    assert part.area == pytest.approx(40, rel=0.05)
    assert plan.exits[0].width_m == pytest.approx(1)
    assert part.covers(shapely.Point(8.2, 2.5))
    assert not part.covers(shapely.Point(8.2, 1.5))


def test_a_hole_in_a_wall_is_refused_with_its_place():
    with pytest.raises(BadInput, match=r"缺口：在（8\.00，4\.60）"):
        read_plan(
            plan_of(
                ("wall", "LINESTRING(0 0, 8 0, 8 2)", {}),
                ("wall", "LINESTRING(8 3, 8 4.6)", {}),
                ("wall", "LINESTRING(8 5, 0 5, 0 0)", {}),
                ("exit", "LINESTRING(8 2, 8 3)", {}),
                PEOPLE,
            )
        )


def test_an_end_a_few_millimetres_off_still_meets_its_wall():
    plan = read_plan(
        plan_of(
            ("wall", "LINESTRING(0.003 0.002, 8 0, 8 2.004)", {}),
            ("wall", "LINESTRING(8 3, 8 5, 0 5, 0 0)", {}),
            ("exit", "LINESTRING(8.002 2, 8 3.001)", {}),
            PEOPLE,
        )
    )
    assert plan.parts[0].area == pytest.approx(40, rel=0.05)


def rooms(door):
    return plan_of(
        ("wall", "LINESTRING(0 0, 8 0, 8 2)", {}),
        ("wall", "LINESTRING(8 3, 8 5, 0 5, 0 0)", {}),
        ("wall", "LINESTRING(4 0, 4 2)" if door else "LINESTRING(4 0, 4 5)", {}),
        *((("wall", "LINESTRING(4 3, 4 5)", {}), ("door", "LINESTRING(4 2, 4 3)", {})) if door else ()),
        ("exit", "LINESTRING(8 2, 8 3)", {}),
        PEOPLE,
    )


def test_a_door_joins_two_rooms_and_a_wall_parts_them():
    assert len(read_plan(rooms(True)).parts) == 1
    assert len(read_plan(rooms(False)).parts) == 2


def test_an_obstacle_is_left_out_of_the_floor():
    plain = read_plan(CORNER).parts[0].area
    text = CORNER.replace(
        '{"type": "FeatureCollection", "features": [',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "obstacle"},'
        ' "geometry": {"type": "Polygon", "coordinates": [[[8, 0.5], [9, 0.5], [9, 1.5], [8, 1.5], [8, 0.5]]]}},',
    )
    assert plain - read_plan(text).parts[0].area == pytest.approx(1, abs=0.3)
    assert len(read_plan(hall(5)).exits) == 4


FLOOR = ("floor", "POLYGON((0 0, 8 0, 8 5, 0 5, 0 0))", {})
EXIT = ("exit", "LINESTRING(8 2, 8 3)", {})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "GeoJSON"),
        ("[]", "GeoJSON"),
        ('{"features": 3}', "GeoJSON"),
        ('{"features": []}', "空的"),
        (plan_of(("window", "POINT(0 0)", {})), "第 1 个要素的 kind"),
        (plan_of(("floor", "POLYGON((0 0, 8 5, 8 0, 0 5, 0 0))", {})), "自相交"),
        (plan_of(FLOOR, PEOPLE), "没有出口"),
        (plan_of(EXIT, PEOPLE), "既没有地面"),
        (
            plan_of(FLOOR, EXIT, ("people", "POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))", {"people": "many"})),
            "people",
        ),
        (
            plan_of(FLOOR, EXIT, ("people", "POLYGON((20 0, 22 0, 22 2, 20 2, 20 0))", {"people": 1})),
            "不在可通行",
        ),
        (plan_of(FLOOR, ("exit", "LINESTRING(20 2, 20 3)", {}), PEOPLE), "没有与可通行的区域相接"),
        (plan_of(FLOOR, ("exit", "LINESTRING(8 2, 8 2.3)", {}), PEOPLE), "不足 0.5 m"),
        (plan_of(("floor", "POLYGON((0 0, 8000 0, 8000 5000, 0 5000, 0 0))", {}), EXIT, PEOPLE), "换算为米"),
        (
            plan_of(("floor", "POLYGON((116.4 39.9, 116.41 39.9, 116.41 39.91, 116.4 39.9))", {})),
            "换算为米",
        ),
        (
            plan_of(("wall", "LINESTRING(0 0, 8 0)", {}), ("exit", "LINESTRING(0 0, 8 0)", {})),
            "缺口|没有围成",
        ),
    ],
)
def test_a_plan_that_is_none_is_refused_with_a_sentence(text, word):
    with pytest.raises(BadInput, match=word) as refused:
        read_plan(text)
    assert refused.value.sentence.endswith("。")


@settings(deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda each: st.lists(each, max_size=3)))
def test_no_geometry_whatever_crashes_the_reader(rubbish):
    feature = {"type": "Feature", "properties": {"kind": "wall"}, "geometry": rubbish}
    shape = {"type": "Polygon", "coordinates": rubbish}
    for each in (feature, {**feature, "geometry": shape}, rubbish):
        with pytest.raises(BadInput):
            read_plan(json.dumps({"features": [each]}))
