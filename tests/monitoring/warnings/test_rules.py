"""What the law says about warnings, as pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.exchange.cap.schema import MESSAGES, SCOPES, STATUSES
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.outgoing import channels, ring

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def authority(**values):
    given_values = {"level": 3, "kind": "燃气泄漏", "relayed_by": "", "clause": "", "authorisation": "", "relay_number": "", "at": NOW}  # fmt: skip
    rules.check_authority(**{**given_values, **values})


@pytest.mark.parametrize("level", [3, 4])
def test_the_district_issues_blue_and_yellow_of_itself(level):
    authority(level=level)


@pytest.mark.parametrize("level", [1, 2])
def test_orange_and_red_need_the_citys_number(level):
    with pytest.raises(NotAllowed, match="第四十二条"):
        authority(level=level)
    authority(level=level, authorisation="京应急预〔2026〕1号")


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_weather_signal_of_any_level_is_relayed_or_nothing(level):
    relayed = {"relayed_by": "气象台站", "clause": "气象灾害防御条例 第三十条"}
    with pytest.raises(NotAllowed, match="只能转发"):
        authority(level=level, authorisation="京应急预〔2026〕1号", **relayed)
    authority(level=level, relay_number="11000041600000_20261124100000_0", **relayed)


def test_nothing_but_what_is_actual_and_public_reaches_a_public_channel_whatever_is_combined():
    allowed = [
        combination
        for combination in product(("actual", "exercise"), STATUSES, SCOPES, MESSAGES, channels())
        if rules.leaves(
            realm=combination[0],
            status=combination[1],
            scope=combination[2],
            message=combination[3],
            public_channel=channels()[combination[4]].public,
        )
    ]
    public = {name for name, each in channels().items() if each.public}
    assert len(public) >= 3
    for realm, status, scope, message, channel in allowed:
        assert realm == "actual"
        assert status == "Actual"
        assert message in ("Alert", "Update", "Cancel")
        assert scope == "Public" or (scope == "Restricted" and channel not in public)
    # And what is meant for everybody does reach everybody.
    assert {each[4] for each in allowed if each[2] == "Public"} == set(channels())


@given(
    st.sampled_from(["actual", "exercise", "", "ACTUAL"]),
    st.one_of(st.sampled_from(STATUSES), st.text("AacilPtubR ", max_size=8)),
    st.one_of(st.sampled_from(SCOPES), st.text("AacilPtubR ", max_size=8)),
    st.one_of(st.sampled_from(MESSAGES), st.text("AacilPtubR ", max_size=8)),
)
def test_what_is_not_exactly_public_and_actual_never_leaves_publicly(realm, status, scope, message):
    left = rules.leaves(realm=realm, status=status, scope=scope, message=message, public_channel=True)
    assert left == (
        realm == "actual"
        and status == "Actual"
        and scope == "Public"
        and message in ("Alert", "Update", "Cancel")
    )


def test_the_identifier_has_31_characters_in_beijing_time():
    found = rules.identifier(adcode="110105", agency="415", unit="000", at=NOW, serial=3)
    assert found == "11010541500000_20261124100000_3"
    assert len(found) == 31
    with pytest.raises(ValueError, match="serial"):
        rules.identifier(adcode="110105", agency="415", unit="000", at=NOW, serial=10)


@given(
    st.lists(
        st.tuples(st.sampled_from(["gas_leak", "fire"]), st.sampled_from([f"c{n}" for n in range(40)])),
        max_size=400,
    )
)
def test_however_many_alarms_come_a_kind_has_at_most_five_cards_and_each_alarm_is_on_one_of_its_kind(spots):
    chosen = rules.sort_into_cards([rules.Spot(*each) for each in spots], [], NOW)
    for (kind, place), card in zip(spots, chosen, strict=True):
        assert card.kind == kind
        assert card.place in (place, rules.WIDE)
    for kind in ("gas_leak", "fire"):
        assert len({each.place for each in chosen if each.kind == kind}) <= 5


def test_after_the_storm_a_new_place_has_its_own_card_again():
    open_cards = [rules.Card("fire", f"c{n}", NOW, n) for n in range(4)]
    fresh = rules.sort_into_cards([rules.Spot("fire", "c9")], open_cards, NOW + timedelta(minutes=10))
    assert fresh[0].place == rules.WIDE
    later = rules.sort_into_cards([rules.Spot("fire", "c9")], open_cards, NOW + timedelta(minutes=31))
    assert later[0].place == "c9"


@pytest.mark.parametrize(("before", "after", "verb"), [(3, 2, "upgrade"), (2, 4, "downgrade")])
def test_one_is_the_highest_level(before, after, verb):
    assert rules.check_releveled(before, after, "依据") == verb


@pytest.mark.parametrize(("after", "why"), [(3, "依据"), (2, " "), (5, "依据")])
def test_a_change_of_level_is_a_change_with_a_reason(after, why):
    with pytest.raises(Refusal):
        rules.check_releveled(3, after, why)


@given(st.integers(3, 700), st.floats(0.001, 0.05))
def test_a_polygon_goes_out_with_at_most_a_hundred_points_closed_and_about_as_large(points, radius):
    shape = Spot(116.45, 39.92).buffer(radius, quad_segs=points)
    found = ring(shape)
    assert 4 <= len(found) <= 100
    assert found[0] == found[-1]
    assert Polygon(found).area == pytest.approx(shape.area, rel=0.05)
