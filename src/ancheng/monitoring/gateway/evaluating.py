"""The rules beside the writer: a thread of their own, fed in order, that never holds up what is durable for long."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from ancheng.monitoring.gateway.clock import SteadyClock
from ancheng.monitoring.gateway.policy import PENDING_ENTRIES
from ancheng.monitoring.gateway.seam import Entry, Evaluator, Log

log = logging.getLogger(__name__)
TICK_S = 1.0


class Evaluating:
    """Hands every durable stretch to every evaluator, and the time once a second."""

    def __init__(self, evaluators: Sequence[Evaluator], clock: SteadyClock) -> None:
        self.evaluators = list(evaluators)
        self.clock = clock
        self.fault = ""
        self.position = 0
        self._entries: queue.Queue[Entry | None] = queue.Queue(PENDING_ENTRIES)
        self._thread = threading.Thread(target=self._run, name="rules", daemon=True)
        self._started = False

    def restore(self, of: Log) -> None:
        for each in self.evaluators:
            each.restore(of)
        self._started = True

    def start(self) -> None:
        if self.evaluators:
            self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._entries.put(None)
            self._thread.join(15)

    def take(self, entry: Entry) -> None:
        """Queue a stretch; waits while the rules are far behind. Before `restore` they read the log themselves."""
        if self.evaluators and self._started:
            self._entries.put(entry)
        else:
            self.position = entry.position

    @property
    def behind(self) -> int:
        return self._entries.qsize()

    def _run(self) -> None:
        due = time.monotonic() + TICK_S
        while True:
            try:
                entry = self._entries.get(timeout=max(0.0, due - time.monotonic()))
                if entry is None:
                    return
                self._each("take", partial(_take, entry))
                self.position = entry.position
            except queue.Empty:
                pass
            if time.monotonic() >= due:
                due = time.monotonic() + TICK_S
                self._each("tick", partial(_tick, self.clock.now_us()))

    def _each(self, what: str, act: Callable[[Evaluator], None]) -> None:
        for one in self.evaluators:
            try:
                act(one)
            except Exception as error:
                log.exception("%s failed to %s", type(one).__name__, what)
                self.fault = f"{type(one).__name__}：{error}"


def _take(entry: Entry, one: Evaluator) -> None:
    one.take(entry)


def _tick(now_us: int, one: Evaluator) -> None:
    one.tick(now_us)
