"""Many members of one computation, spread over workers: progress, a stop, and going on where a break left off.

`Executor` is the whole interface. `Processes` runs on this machine; a cluster engine would be another class beside it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ancheng.base.errors import Refusal

T = TypeVar("T")
R = TypeVar("R")
# So often a stop is heard while members are at work.
LISTEN_S = 0.2
# Waiting members per worker: enough to keep it busy, few enough to stop soon.
AHEAD = 2


class Stopped(Refusal):
    """Somebody stopped the computation; what was done is kept."""

    status = 409


class Broken(Refusal):
    """A worker died; what was done is kept, and the computation can go on from there."""

    status = 503


class Executor(Protocol):
    """Computes members and hands back each with its number as it is done, in any order."""

    def each(
        self, task: Callable[[T], R], items: Sequence[tuple[int, T]], stop: Callable[[], bool]
    ) -> Iterator[tuple[int, R]]:
        """Raises Stopped soon after `stop` says so, Broken when workers are lost."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """So many members of all are done."""

    done: int
    total: int


def run(
    executor: Executor,
    task: Callable[[T], R],
    items: Sequence[T],
    *,
    known: Mapping[int, R] | None = None,
    keep: Callable[[int, R], None] = lambda _number, _result: None,
    told: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[R]:
    """The result of every item, in order.

    `known` are results of an earlier run that broke off; `keep` stores each new one at once, so that the next run can
    be given them.
    """
    found: dict[int, R] = {n: each for n, each in (known or {}).items() if 0 <= n < len(items)}
    told(Progress(len(found), len(items)))
    left = [(n, each) for n, each in enumerate(items) if n not in found]
    if left:
        for number, result in executor.each(task, left, stop):
            keep(number, result)
            found[number] = result
            told(Progress(len(found), len(items)))
    return [found[n] for n in range(len(items))]


@dataclass(frozen=True, slots=True)
class Here:
    """One after the other in this process: for few members and for tests."""

    def each(
        self, task: Callable[[T], R], items: Sequence[tuple[int, T]], stop: Callable[[], bool]
    ) -> Iterator[tuple[int, R]]:
        """In order."""
        for number, item in items:
            if stop():
                raise Stopped("计算已按要求停止，已完成的部分已保存。")
            yield number, task(item)


@dataclass(frozen=True, slots=True)
class Processes:
    """Worker processes of this machine; nought means one per processor. Task and items must be picklable."""

    workers: int = 0

    def each(
        self, task: Callable[[T], R], items: Sequence[tuple[int, T]], stop: Callable[[], bool]
    ) -> Iterator[tuple[int, R]]:
        """As they are done. Workers are started fresh: they share no connection or lock with this process."""
        many = min(self.workers or os.cpu_count() or 1, len(items))
        pool = ProcessPoolExecutor(many, mp_context=multiprocessing.get_context("spawn"))
        waiting = iter(items)
        at_work: dict[Future[Any], int] = {}
        try:
            while True:
                for number, item in waiting:
                    at_work[pool.submit(task, item)] = number
                    if len(at_work) >= many * AHEAD:
                        break
                if not at_work:
                    return
                done, _ = wait(at_work, timeout=LISTEN_S, return_when=FIRST_COMPLETED)
                # What is finished is told first: the failure of another must not take it along.
                for future in sorted(done, key=lambda each: each.exception() is not None):
                    yield at_work.pop(future), future.result()
                if stop():
                    raise Stopped("计算已按要求停止，已完成的部分已保存。")
        except BrokenProcessPool:
            raise Broken("计算进程意外中断，已完成的部分已保存，请重新运行以继续。") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
