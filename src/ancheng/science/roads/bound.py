"""Searches of the engine belong to the thread that made them, and fail in every other: one thread makes and asks them.

A page is answered by whichever thread is free, so that a fleet that one page left in memory is asked by another.
"""

from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

S = TypeVar("S")
R = TypeVar("R")
Job = Callable[[], None]


class _Keeper:
    """The thread that owns all searches of this process; begun when first needed, and anew after a fork."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.begin()

    def begin(self) -> None:
        self.jobs: SimpleQueue[Job] = SimpleQueue()
        self.begun = False
        self.lock = Lock()

    def post(self, job: Job) -> None:
        with self.lock:
            if not self.begun:
                Thread(target=self._work, args=(self.jobs,), name="roads", daemon=True).start()
                self.begun = True
        self.jobs.put(job)

    @staticmethod
    def _work(jobs: SimpleQueue[Job]) -> None:
        while True:
            jobs.get()()


_keeper = _Keeper()
_boxes: weakref.WeakSet[_Box] = weakref.WeakSet()


class _Box:
    """Where the keeper lays a search; `of` says which queue it was made for."""

    def __init__(self) -> None:
        self.search: Any = None
        self.of: SimpleQueue[Job] | None = None

    def empty(self) -> None:
        self.search = None


class Bound(Generic[S]):
    """A search that any thread may ask, one question after the other."""

    def __init__(self, make: Callable[[], S]) -> None:
        self._make, self._box = make, _Box()
        _boxes.add(self._box)
        # Dropped where it was made: elsewhere the engine would keep its memory for good.
        weakref.finalize(self, _drop, self._box).atexit = False

    def ask(self, question: Callable[[S], R]) -> R:
        """The answer to a question, given in the thread of the search; what it raises is raised here."""
        answer: Future[R] = Future()
        box, make = self._box, self._make

        def job() -> None:
            try:
                if box.search is None or box.of is not _keeper.jobs:
                    box.search, box.of = make(), _keeper.jobs
                answer.set_result(question(box.search))
            except BaseException as fault:  # noqa: BLE001 - a panic of the engine is no Exception; whoever asked must hear of it
                answer.set_exception(fault)

        _keeper.post(job)
        return answer.result()


def _drop(box: _Box) -> None:
    if box.search is not None and box.of is _keeper.jobs:
        _keeper.post(box.empty)


def _drop_all() -> None:
    done: Future[None] = Future()
    for box in list(_boxes):
        _drop(box)
    if _keeper.begun:
        _keeper.post(lambda: done.set_result(None))
        try:
            done.result(timeout=1)
        except TimeoutError:
            return


atexit.register(_drop_all)
os.register_at_fork(after_in_child=_keeper.begin)
