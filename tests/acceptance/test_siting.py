"""Location models against proven optima."""

import csv

import numpy as np
import pytest

from ancheng.science.siting import proof
from ancheng.science.siting.p_median import p_median


def network(path):
    """All shortest paths of an OR-Library graph; of a repeated edge the last one counts."""
    numbers = [int(each) for each in path.read_text().split()]
    nodes, edges, p = numbers[:3]
    length = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(length, 0.0)
    for n in range(edges):
        a, b, cost = numbers[3 + 3 * n : 6 + 3 * n]
        length[a - 1, b - 1] = length[b - 1, a - 1] = cost
    for k in range(nodes):
        length = np.minimum(length, length[:, k : k + 1] + length[k : k + 1, :])
    return length, p


@pytest.fixture(scope="module")
def optima(shared):
    rows = (shared / "cases/location/pmed_optima.txt").read_text().split()[2:]
    return {rows[n]: int(rows[n + 1]) for n in range(0, len(rows), 2)}


@pytest.mark.parametrize("name", [f"pmed{n}" for n in range(1, 11)])
def test_the_proven_optimum_is_found_and_the_bound_stays_below_it(shared, optima, name):
    costs, p = network(shared / f"cases/location/pmed/{name}.txt")
    found = p_median(costs, p, seconds=20)
    assert found.bound <= optima[name] + 1e-6
    assert found.cost >= optima[name] - 1e-6
    assert found.cost <= optima[name] * 1.001, (found.cost, optima[name])
    assert len(found.sites) == p
    proven = proof.p_median_proof(costs, found, p, seconds=60)
    assert proven.cost == pytest.approx(optima[name])
    assert proven.gap < 1e-6


def test_highs_proves_a_middle_sized_case_from_a_poor_start(shared, optima):
    costs, p = network(shared / "cases/location/pmed/pmed2.txt")
    proven = proof.p_median_proof(costs, p_median(costs, p, rounds=3), p, seconds=60)
    assert proven.cost == pytest.approx(optima["pmed2"])
    assert proven.gap < 1e-6


@pytest.fixture(scope="module")
def stores(shared):
    """Distances and weights of 16 stores and 205 tracts."""
    path = shared / "cases/location/spopt/SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sites = sorted({row["name"] for row in rows}, key=lambda each: int(each.split("_")[1]))
    tracts = sorted({row["DestinationName"] for row in rows})
    distance = np.full((len(tracts), len(sites)), np.inf)
    weight = np.zeros(len(tracts))
    for row in rows:
        distance[tracts.index(row["DestinationName"]), sites.index(row["name"])] = float(row["distance"])
        weight[tracts.index(row["DestinationName"])] = float(row["demand"])
    return distance, weight


def test_the_heuristic_agrees_with_the_proof_on_real_stores(stores):
    distance, weight = stores
    found = p_median(distance * weight[:, None], 4)
    proven = proof.p_median_proof(distance * weight[:, None], found, 4, seconds=60)
    assert found.cost == pytest.approx(proven.cost)
    assert proven.gap < 1e-6


def test_covering_and_centre_agree_with_each_other_on_real_stores(stores):
    distance, weight = stores
    sites, least = proof.fewest_sites(distance <= 5000)
    assert len(sites) == least
    assert (distance[:, list(sites)].min(axis=1) <= 5000).all()
    _, reach = proof.p_center(distance, least)
    assert reach <= 5000
    chosen, covered, most = proof.most_covered(distance <= 5000, weight, least)
    assert covered == pytest.approx(weight.sum())
    assert most == pytest.approx(covered)
    if least > 1:
        _, fewer, _ = proof.most_covered(distance <= 5000, weight, least - 1)
        assert fewer < covered
        _, farther = proof.p_center(distance, least - 1)
        assert farther > 5000
    assert len(chosen) == least


def test_spopt_finds_the_same_optima_on_real_stores(stores):
    """A check against another program; spopt is large and stays out of the platform."""
    locate = pytest.importorskip("spopt.locate", reason="spopt is not installed here")
    pulp = pytest.importorskip("pulp")
    distance, weight = stores
    solver = pulp.PULP_CBC_CMD(msg=False)
    median = locate.PMedian.from_cost_matrix(distance, weight, p_facilities=4).solve(solver)
    ours = proof.p_median_proof(distance * weight[:, None], p_median(distance * weight[:, None], 4), 4)
    assert ours.cost == pytest.approx(median.problem.objective.value(), rel=1e-6)
    least = locate.LSCP.from_cost_matrix(distance, 5000).solve(solver)
    assert proof.fewest_sites(distance <= 5000)[1] == least.problem.objective.value()
    most = locate.MCLP.from_cost_matrix(distance, weight, 5000, p_facilities=2).solve(solver)
    assert proof.most_covered(distance <= 5000, weight, 2)[1] == pytest.approx(most.problem.objective.value())
    centre = locate.PCenter.from_cost_matrix(distance, p_facilities=4).solve(solver)
    assert proof.p_center(distance, 4)[1] == pytest.approx(centre.problem.objective.value(), rel=1e-6)
