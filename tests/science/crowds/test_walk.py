"""RiMEA tests 1, 5, 6 and 9; who cannot get out is said; the same seed gives the same walk."""

import json

import numpy as np
import pytest
import shapely

from ancheng.science.crowds.plan import read_plan
from ancheng.science.crowds.walk import FRAME_S, People, walk_out
from ancheng.science.model import BadInput
from ancheng.science.models.pedestrian_evacuation import MODEL, plan_of
from tests.science.crowds.plans import CORNER, ROOM, hall

pytest.importorskip(
    "jupedsim", reason="jupedsim is not installed: pip install --no-deps jupedsim deprecated wrapt"
)

NOW = People(1.34, 0.26, (0.0, 0.0))


def test_rimea_1_one_person_walks_forty_metres_at_the_given_speed():
    told = MODEL.run(MODEL.cases[0].inputs)
    assert 26 <= told["time_s"] <= 34


def test_rimea_5_each_person_starts_at_its_own_time():
    walked = walk_out(read_plan(ROOM), People(1.34, 0.26, (10.0, 100.0)), 1, 300)
    assert walked.waits.min() >= 10
    assert walked.waits.max() <= 100
    assert len(np.unique(walked.waits)) == 10
    late = walked.moved - walked.waits
    # Seen to have moved by 0.1 m at the next look, once a second; behind others perhaps a little later.
    assert (late > 0).all()
    assert np.median(late) < 2 * FRAME_S
    assert (walked.out > walked.waits).all()


def test_rimea_6_nobody_leaves_the_passage_at_the_corner():
    plan = read_plan(CORNER)
    walked = walk_out(plan, NOW, 1, 120)
    assert np.isfinite(walked.out).all()
    (part,) = plan.parts
    for rows in walked.frames:
        assert shapely.covers(part, shapely.points(rows[:, 1:])).all()


def test_half_the_exits_take_about_twice_as_long():
    """RiMEA test 9 with fewer people; tests/acceptance/test_rimea.py has its thousand."""
    four, two = (MODEL.run({"plan": hall(200, shut)}) for shut in ((), (1, 2)))
    assert four["still_inside"] == two["still_inside"] == 0
    assert 1.5 <= two["time_s"] / four["time_s"] <= 2.5


def test_the_same_seed_gives_the_same_walk_and_another_gives_another():
    first, again, other = (
        json.dumps(MODEL.run({"plan": ROOM, "seed": seed}), allow_nan=False) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_who_is_still_inside_at_the_end_is_counted_not_forgotten():
    told = MODEL.run({"plan": ROOM, "wait_from_s": 100, "wait_to_s": 200, "longest_min": 1})
    assert told["time_s"] is None
    assert told["still_inside"] == 10
    assert any("10 人没有离开" in each for each in told["cautions"])


def test_people_in_a_room_without_a_door_are_refused_with_their_place():
    closed = plan_of(
        ("floor", "POLYGON((0 0, 5 0, 5 5, 0 5, 0 0))", {}),
        ("floor", "POLYGON((6 0, 9 0, 9 5, 6 5, 6 0))", {}),
        ("exit", "LINESTRING(9 2, 9 3)", {}),
        ("people", "POLYGON((0 0, 5 0, 5 5, 0 5, 0 0))", {"people": 3}),
    )
    with pytest.raises(BadInput, match="没有通往出口的门"):
        MODEL.run({"plan": closed})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"plan": ROOM.replace('"people": 10', '"people": 4000')}, "放不下"),
        ({"wait_from_s": 9}, "最晚动身"),
        (
            {
                "plan": plan_of(
                    ("floor", "POLYGON((0 0, 8 0, 8 5, 0 5, 0 0))", {}), ("exit", "LINESTRING(8 2, 8 3)", {})
                )
            },
            "共有 0 人",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(change, word):
    with pytest.raises(BadInput, match=word):
        MODEL.run({"plan": ROOM, **change})
