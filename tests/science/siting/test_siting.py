"""Siting: small cases against enumeration, and what is refused."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.science.models.siting import MODEL
from ancheng.science.siting import proof
from ancheng.science.siting.p_median import Infeasible, p_median


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
