"""Siting: small cases against enumeration, and what is refused."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.science.models.siting import MODEL
from ancheng.science.siting import proof
from ancheng.science.siting.capacitated import capacitated
from ancheng.science.siting.p_median import Infeasible, p_median
from ancheng.science.siting.report import gini, quantile


def cheapest(costs, p, fixed=()):
    many = costs.shape[1]
    return min(
        costs[:, list(each)].min(axis=1).sum()
        for each in combinations(range(many), p)
        if set(fixed) <= set(each)
    )


small = st.integers(2, 7).flatmap(
    lambda sites: st.tuples(
        st.lists(st.lists(st.integers(0, 50), min_size=sites, max_size=sites), min_size=2, max_size=8),
        st.integers(1, sites),
        st.sets(st.integers(0, sites - 1), max_size=2),
    )
)


@settings(max_examples=120, deadline=None)
@given(small)
def test_the_answer_is_feasible_the_bound_is_one_and_the_proof_is_the_best_of_all(case):
    rows, p, fixed = case
    costs, fixed = np.array(rows, dtype=float), sorted(fixed)[:p]
    best = cheapest(costs, p, fixed)
    found = p_median(costs, p, fixed=fixed)
    assert len(found.sites) == p
    assert set(fixed) <= set(found.sites)
    assert found.bound <= best + 1e-6 <= found.cost + 2e-6
    proven = proof.p_median_proof(costs, found, p, fixed=fixed)
    assert proven.cost == pytest.approx(best, abs=1e-6)


def test_an_existing_station_is_kept_even_where_another_would_be_better():
    costs = np.array([[0.0, 9.0], [0.0, 9.0]])
    assert p_median(costs, 1).sites == (0,)
    assert p_median(costs, 1, fixed=[1]).sites == (1,)


@pytest.mark.parametrize(
    ("costs", "p", "word"),
    [
        (np.zeros((0, 0)), 1, "没有"),
        (np.zeros((2, 2)), 3, "设施数"),
        (np.zeros((2, 2)), 0, "设施数"),
        (np.array([[np.inf, np.inf], [0, 1]]), 1, "可达"),
        (np.array([[np.nan, 1.0]]), 1, "无效"),
        (np.array([[-1.0, 1.0]]), 1, "负值"),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_reason(costs, p, word):
    with pytest.raises(Infeasible, match=word):
        p_median(costs, p)


def test_who_is_out_of_reach_of_every_candidate_is_told():
    with pytest.raises(Infeasible, match="服务范围"):
        proof.fewest_sites(np.array([[True, False], [False, False]]))


def places(*pairs, **extra):
    return [{"longitude": x, "latitude": y, **extra} for x, y in pairs]


def test_the_fewest_stations_for_a_radius_and_the_most_people_with_one():
    demands = places((116.40, 39.90), (116.41, 39.90), (116.50, 39.90), weight=100.0)
    sites = places((116.405, 39.90), (116.50, 39.90))
    told = MODEL.run({"method": "fewest", "radius_m": 1000, "demands": demands, "sites": sites})
    assert [each["index"] for each in told["sites"]] == [0, 1]
    assert told["within_radius"] == 1.0
    one = MODEL.run(
        {"method": "most_covered", "count": 1, "radius_m": 1000, "demands": demands, "sites": sites}
    )
    assert [each["index"] for each in one["sites"]] == [0]
    assert one["covered_weight"] == 200
    assert one["within_radius"] == pytest.approx(2 / 3)


def test_the_centre_is_where_the_farthest_is_nearest():
    demands = places((116.40, 39.90), (116.50, 39.90))
    sites = places((116.40, 39.90), (116.45, 39.90), (116.50, 39.90))
    told = MODEL.run({"method": "p_center", "count": 1, "demands": demands, "sites": sites})
    assert [each["index"] for each in told["sites"]] == [1]


def scattered(demands, sites, seed):
    chance = np.random.default_rng(seed)
    here, there = chance.random((demands, 2)) * 30_000, chance.random((sites, 2)) * 30_000
    return np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1))


def test_nine_hundred_nodes_are_within_half_a_percent_and_proven():
    costs = scattered(900, 900, 1)
    found = p_median(costs, 90, seconds=60)
    assert found.gap <= 0.005
    proven = proof.p_median_proof(costs, found, 90, seconds=60)
    assert proven.gap < 1e-6
    assert found.bound - 1e-6 <= proven.cost <= found.cost + 1e-6


def test_what_prices_leave_out_of_a_proof_is_never_part_of_the_best():
    for seed in range(20):
        costs = scattered(40, 12, seed)
        found = p_median(costs, 3, rounds=seed)
        assert proof.p_median_proof(costs, found, 3).cost == pytest.approx(cheapest(costs, 3))


def test_the_answer_to_a_large_case_is_the_same_each_time_and_keeps_what_stands():
    costs = scattered(2500, 60, 2)
    first, again = (p_median(costs, 6, fixed=[59, 3], seconds=600) for _ in range(2))
    assert first == again
    assert {3, 59} <= set(first.sites)
    assert first.gap < 0.02


def test_pairs_that_are_not_permitted_are_never_used():
    costs = np.array([[1.0, np.inf, 9.0], [np.inf, 1.0, 9.0], [np.inf, np.inf, 1.0]])
    found = p_median(costs, 2)
    assert found.sites == (0, 2) or found.sites == (1, 2)
    with pytest.raises(Infeasible, match="可达"):
        p_median(np.where(np.eye(3) == 1, 1.0, np.inf), 2)


rooms = st.integers(2, 4).flatmap(
    lambda sites: st.tuples(
        st.lists(st.lists(st.integers(1, 30), min_size=sites, max_size=sites), min_size=2, max_size=4),
        st.lists(st.integers(1, 4), min_size=sites, max_size=sites),
        st.integers(1, sites),
    )
)


def cheapest_filled(costs, room, p):
    """Every person of one unit to every open place, by enumeration."""
    best = np.inf
    for open_ in combinations(range(len(room)), p):
        for goes in product(open_, repeat=len(costs)):
            if all(goes.count(site) <= room[site] for site in open_):
                best = min(best, sum(costs[n][site] for n, site in enumerate(goes)))
    return best


@settings(max_examples=80, deadline=None)
@given(rooms)
def test_no_site_takes_more_than_its_room_and_the_filling_is_the_cheapest(case):
    rows, room, p = case
    costs = np.array(rows, dtype=float)
    best = cheapest_filled(rows, room, p)
    if not np.isfinite(best):
        with pytest.raises(Infeasible):
            capacitated(costs, np.ones(len(rows)), np.array(room, dtype=float), p)
        return
    found = capacitated(costs, np.ones(len(rows)), np.array(room, dtype=float), p)
    # Whole rooms and units of one: splitting gains nothing (the transport problem has whole solutions).
    assert found.cost == pytest.approx(best)
    assert found.bound <= best + 1e-6
    assert np.allclose(found.shares.sum(axis=1), 1)
    assert (found.shares.sum(axis=0) <= np.array(room) + 1e-6).all()


def test_a_small_shelter_sends_the_rest_to_the_next_one():
    demands = places((116.40, 39.90), weight=300.0)
    sites = [
        {**places((116.401, 39.90))[0], "capacity": 100},
        {**places((116.41, 39.90))[0], "capacity": 500},
    ]
    told = MODEL.run({"method": "p_median_capacity", "count": 2, "demands": demands, "sites": sites})
    assert [each["weight_served"] for each in told["sites"]] == [pytest.approx(100), pytest.approx(200)]
    with pytest.raises(Refusal, match="可容纳 500"):
        MODEL.run(
            {
                "method": "p_median_capacity",
                "count": 1,
                "demands": places((116.4, 39.9), weight=600.0),
                "sites": sites,
            }
        )
    with pytest.raises(Refusal, match="容量"):
        MODEL.run(
            {"method": "p_median_capacity", "count": 1, "demands": demands, "sites": places((116.4, 39.9))}
        )


def test_by_road_the_station_on_the_same_bank_is_nearer_than_the_one_across_the_river():
    # Two banks joined by a bridge far to the east; the southern station lies 200 m away but 4 km by road.
    north, south = 39.902, 39.900
    roads = [
        {"from_lon": 116.40, "from_lat": north, "to_lon": 116.42, "to_lat": north},
        {"from_lon": 116.40, "from_lat": south, "to_lon": 116.42, "to_lat": south},
        {"from_lon": 116.42, "from_lat": north, "to_lon": 116.42, "to_lat": south},
    ]
    question = {
        "count": 1,
        "demands": places((116.40, north), weight=10.0),
        "sites": places((116.40, south), (116.42, north)),
    }
    assert MODEL.run(question)["sites"][0]["index"] == 0
    by_road = MODEL.run({**question, "roads": roads, "hour": 3})
    assert by_road["sites"][0]["index"] == 1
    assert by_road["mean_min"] == pytest.approx(1706 / (30 / 3.6) / 60, rel=0.01)


def test_a_demand_without_people_that_no_road_reaches_is_named_not_computed_with():
    roads = [{"from_lon": 116.40, "from_lat": 39.9, "to_lon": 116.41, "to_lat": 39.9}]
    island = [{"from_lon": 116.40, "from_lat": 39.95, "to_lon": 116.41, "to_lat": 39.95}]
    with pytest.raises(Refusal, match="可达"):
        MODEL.run(
            {
                "count": 1,
                "demands": [*places((116.40, 39.9)), *places((116.40, 39.95), weight=0.0)],
                "sites": places((116.41, 39.9)),
                "roads": [*roads, *island],
            }
        )


def test_the_equity_report_names_who_has_it_farthest():
    demands = [
        {**places((116.40, 39.90))[0], "weight": 90.0, "group": "甲街道"},
        {**places((116.50, 39.90))[0], "weight": 10.0, "group": "乙街道", "name": "村口"},
    ]
    told = MODEL.run({"count": 1, "demands": demands, "sites": places((116.40, 39.90))})
    assert told["equity"]["farthest"][0]["name"] == "村口"
    assert [each["group"] for each in told["equity"]["groups"]] == ["乙街道", "甲街道"]
    assert told["equity"]["gini"] == pytest.approx(0.9)
    assert told["equity"]["farthest_tenth_mean_m"] == pytest.approx(told["max_m"])


def test_gini_is_nought_when_all_have_it_equally_far():
    ones = np.ones(5)
    assert gini(7 * ones, ones) == pytest.approx(0)
    assert gini(0 * ones, ones) == 0
    assert quantile(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0]), 0.5) == 2


@pytest.mark.parametrize(
    "given",
    [
        {"method": "p_median", "demands": [], "sites": []},
        {"method": "p_median", "demands": places((116, 39)), "sites": places((116, 39))},
        {"method": "fewest", "demands": places((116, 39)), "sites": places((116, 39))},
        {"method": "p_median", "count": 2, "demands": places((116, 39)), "sites": places((116, 39))},
        {"method": "p_median", "count": 1, "demands": places((200, 39)), "sites": places((116, 39))},
    ],
)
def test_an_incomplete_question_is_refused_with_a_sentence(given):
    with pytest.raises(Refusal):
        MODEL.run(given)
