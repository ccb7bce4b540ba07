"""Tiles are kept as long as they are true, and never shown to whom they are not for."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.config.settings import PACKAGE
from ancheng.supervision.assets import actions, revision, tiles
from ancheng.supervision.assets.declare import GROUP_SHAPES, Condition
from ancheng.supervision.assets.filters import Filter
from ancheng.supervision.assets.kept import Kept
from ancheng.supervision.assets.templatetags.assets import CORNERS, LETTERS, map_legend, points
from tests.factories import NOW, asker, make_person, make_unit, seat_of
from tests.supervision.assets.places import make_hydrant

HERE = (14, 13491, 6207)  # the tile of zoom 14 around 116.45 east, 39.92 north
WEB = PACKAGE.parents[1] / "web/src"


@pytest.fixture(autouse=True)
def nothing_kept():
    tiles.KEPT.clear()


@pytest.fixture
def office(db):
    return asker(Role.OFFICE)


def drawn(who, asked=None, at=NOW, tile=HERE):
    return tiles.tile(who, asked or Filter(), *tile, at)


def test_the_tile_of_an_object_says_its_kind_and_that_its_condition_is_not_known(office):
    make_hydrant()
    tile = drawn(office)
    assert b"hydrant" in tile
    assert b"unknown" in tile
    assert b"normal" not in tile


def test_an_object_with_a_fault_makes_its_whole_cluster_a_fault(office):
    make_hydrant(attributes={"condition": "intact"})
    assert b"fault" not in drawn(office, tile=(10, 843, 387))
    make_hydrant(attributes={"condition": "defective"})
    tiles.KEPT.clear()
    cluster = drawn(office, tile=(10, 843, 387))
    assert b"clusters" in cluster
    assert b"fault" in cluster


def test_a_tile_is_drawn_once_and_then_handed_out(office, django_assert_num_queries):
    make_hydrant()
    first = drawn(office)
    with django_assert_num_queries(1):  # the number of changes of the register, nothing else
        assert drawn(office) == first


def test_a_new_object_is_on_the_map_although_the_tile_was_kept(office, django_capture_on_commit_callbacks):
    empty = drawn(office)
    with django_capture_on_commit_callbacks(execute=True):
        make_hydrant()
    assert drawn(office) != empty


def test_an_object_that_is_taken_off_the_register_leaves_the_map(office, django_capture_on_commit_callbacks):
    hydrant = make_hydrant()
    before = drawn(office)
    with django_capture_on_commit_callbacks(execute=True):
        actions.retire(asset_ids=[hydrant.pk], by=PLATFORM, at=NOW, why="已拆除")
    assert b"hydrant" in before
    assert b"hydrant" not in drawn(office)


def test_the_very_first_change_of_the_register_counts(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE assets_revision RESTART")
    before = revision.current()
    revision._count()
    first = revision.current()
    revision._count()
    assert before < first < revision.current()


def test_nobody_is_handed_the_tile_of_another_unit(office):
    mine, other = make_unit(), make_unit()
    make_hydrant(mine)
    assert b"hydrant" in drawn(office)
    assert b"hydrant" in drawn(asker(Role.DEPARTMENT, mine))
    assert b"hydrant" not in drawn(asker(Role.DEPARTMENT, other))


def test_all_who_see_the_whole_district_share_its_tiles(office):
    make_hydrant()
    drawn(office)
    drawn(asker(Role.DUTY))
    assert len(tiles.KEPT) == 1


def test_every_filter_has_its_own_tile(office):
    make_hydrant()
    assert b"hydrant" in drawn(office)
    assert b"hydrant" not in drawn(office, Filter(conditions=(Condition.FAULT,)))
    assert b"hydrant" in drawn(office, Filter(kinds=("hydrant",)))
    assert b"hydrant" not in drawn(office, Filter(kinds=("bridge",)))


def test_a_tile_of_the_last_hour_is_not_shown_an_hour_later(office):
    make_hydrant()
    asked = Filter(since="1h")
    assert b"hydrant" in drawn(office, asked)
    assert b"hydrant" not in drawn(office, asked, at=NOW + timedelta(hours=2))


def test_another_seat_has_another_address_so_no_browser_mixes_the_tiles_up(office):
    unit = make_unit()
    addresses = {
        tiles.address(office),
        tiles.address(replace(office, role=Role.DEPARTMENT, unit_id=unit.pk)),
        tiles.address(office, Filter(kinds=("hydrant",))),
    }
    assert len(addresses) == 3
    assert all("{z}/{x}/{y}" in each for each in addresses)


def test_a_tile_that_does_not_exist_is_refused_with_a_sentence(office):
    with pytest.raises(Refusal, match="没有这块地图瓦片"):
        drawn(office, tile=(3, 8, 0))


def test_a_browser_that_has_the_tile_is_told_that_it_is_still_true(db, django_capture_on_commit_callbacks):
    person = make_person(Role.OFFICE, make_unit())
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = tiles.address(seat_of(person)).format(z=14, x=HERE[1], y=HERE[2])
    mark = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    with django_capture_on_commit_callbacks(execute=True):
        make_hydrant()
    changed = client.get(address, headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != mark
    assert "private" in changed.headers["Cache-Control"]


def test_what_is_kept_never_exceeds_its_bound_and_the_oldest_goes_first():
    kept = Kept(1000, each_costs=0)
    for number in range(20):
        kept.get(number, lambda: b"x" * 100)
        kept.get(0, lambda: b"x" * 100)  # asked for again and again: it stays
    assert kept.bytes <= 1000
    assert len(kept) == 10
    assert kept.get(0, lambda: b"drawn again") == b"x" * 100
    assert kept.get(1, lambda: b"drawn again") == b"drawn again"


def test_a_piece_larger_than_the_bound_is_given_but_not_kept():
    kept = Kept(1000)
    assert len(kept.get("large", lambda: b"x" * 5000)) == 5000
    assert (len(kept), kept.bytes) == (0, 0)


def test_what_could_not_be_drawn_is_not_kept():
    kept = Kept(1000)

    def fail():
        raise Refusal("数据库忙，请稍候再试。")

    with pytest.raises(Refusal):
        kept.get("tile", fail)
    assert kept.get("tile", lambda: b"now it works") == b"now it works"


def test_the_legend_shows_every_shape_and_every_condition():
    legend = map_legend()
    assert [key for key, _, _ in legend["conditions"]] == ["fault", "attention", "unknown", "normal"]
    assert len(legend["shapes"]) == len(set(GROUP_SHAPES.values()))
    assert "消防设施" in "".join(label for _, label in legend["shapes"])


def test_no_two_conditions_look_alike_to_somebody_who_sees_no_colours():
    for language in (0, 1):
        letters = [each[language] for each in LETTERS.values()]
        assert len(set(letters)) == len(letters)


def test_the_map_draws_the_shapes_and_letters_that_the_legend_explains():
    script = (WEB / "map_images.ts").read_text()
    corners = {
        shape: (int(count), int(turn))
        for shape, count, turn in re.findall(r"(\w+): \[(\d), (-\d+)\]", script)
    }
    assert corners == CORNERS
    letters = {
        key: (chinese, latin) for key, chinese, latin in re.findall(r'(\w+): \["(.)", "(.)"\]', script)
    }
    assert letters == {key.name.lower(): pair for key, pair in LETTERS.items() if any(pair)}
    assert set(GROUP_SHAPES.values()) <= set(CORNERS) | {"circle"}
    assert len(points("hexagon").split()) == 6


def test_unknown_has_a_colour_and_a_hatch_that_no_other_condition_has():
    script = (WEB / "map_images.ts").read_text()
    colours = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', script))
    assert len(set(colours.values())) == 4
    red, green, blue = (int(colours["unknown"][n : n + 2], 16) for n in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 40, "unknown must be grey"
    assert 'if (state === "unknown") hatch' in script
    style = (WEB / "styles.css").read_text()
    rule = re.search(r"\.sign-unknown \{([^}]*)\}", style)
    assert rule
    assert "repeating-linear-gradient" in rule.group(1)
