"""Ensembles: the same answer here and in processes, progress, a stop, a killed worker, going on where it broke off."""

import os
import time

import pytest

from ancheng.science.ensemble import Broken, Here, Processes, Progress, Stopped, run


def square(n):
    return n * n


def slow(n):
    time.sleep(0.05)
    return n


def dies_at_three(n):
    if n == 3:
        os._exit(9)
    return n


def fails(n):
    raise ValueError(n)


EXECUTORS = [Here(), Processes(2)]


@pytest.mark.parametrize("executor", EXECUTORS, ids=["here", "processes"])
def test_every_result_stands_at_its_place_and_progress_reaches_the_end(executor):
    said = []
    found = run(executor, square, list(range(12)), told=said.append)
    assert found == [n * n for n in range(12)]
    assert said[0] == Progress(0, 12)
    assert said[-1] == Progress(12, 12)
    assert [each.done for each in said] == list(range(13))


@pytest.mark.parametrize("executor", EXECUTORS, ids=["here", "processes"])
def test_a_stop_is_heard_and_what_was_done_is_not_done_again(executor):
    kept = {}
    with pytest.raises(Stopped, match="已保存"):
        run(executor, slow, list(range(40)), keep=kept.__setitem__, stop=lambda: len(kept) >= 3)
    assert 3 <= len(kept) < 40
    before, again = dict(kept), []
    found = run(executor, square, list(range(40)), known=kept, keep=lambda n, _: again.append(n))
    assert not set(again) & set(before)
    assert [found[n] for n in before] == list(before.values())
    assert len(found) == 40


def test_a_killed_worker_leaves_what_was_done_and_the_next_run_goes_on():
    kept = {}
    with pytest.raises(Broken, match="重新运行以继续"):
        run(Processes(1), dies_at_three, list(range(8)), keep=kept.__setitem__)
    assert kept == {0: 0, 1: 1, 2: 2}
    assert run(Processes(1), square, [0, 1, 2, 5], known=kept) == [0, 1, 2, 25]


@pytest.mark.parametrize("executor", EXECUTORS, ids=["here", "processes"])
def test_a_member_that_fails_is_not_passed_over_in_silence(executor):
    with pytest.raises(ValueError):
        run(executor, fails, [1, 2])


@pytest.mark.parametrize("executor", EXECUTORS, ids=["here", "processes"])
def test_nothing_to_do_is_done_at_once(executor):
    assert run(executor, fails, []) == []
    assert run(executor, fails, [1], known={0: "kept"}) == ["kept"]
