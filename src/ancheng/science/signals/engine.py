"""Readings in, changes out: many sensors and rules at once, the same result however the readings are cut up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ancheng.science.signals.declare import Condition, finite, inputs
from ancheng.science.signals.nodes import NEVER, NO, UNKNOWN, YES, Bools, Floats, Index, Node, build

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Change:
    """At `time` (seconds since 1970) the rule of a binding was raised, or cleared."""

    binding: int
    time: float
    raised: bool


class Group:
    """All bindings of one condition: which sensor stands for each of its inputs, and the state of all of them."""

    def __init__(self, condition: Condition, bindings: Sequence[Mapping[str, int]], sensors: int) -> None:
        finite(condition)
        self.condition, self.size = condition, len(bindings)
        self.nodes, leaves = build(condition, self.size)
        self.timed = [node for node in self.nodes if node.timed]
        self.made = [node for node in self.nodes if node.made]
        self.names = inputs(condition)
        self.leaves = [[node for name, node in leaves if name == one] for one in self.names]
        # For every input: the binding that a sensor belongs to. One sensor may serve several bindings.
        self.members: list[list[Index]] = [self._members(bindings, name, sensors) for name in self.names]
        self.last = np.full((len(self.names), self.size), -NEVER)
        self.shown = np.zeros(self.size, dtype=np.bool_)

    @staticmethod
    def _members(bindings: Sequence[Mapping[str, int]], name: str, sensors: int) -> list[Index]:
        layers: list[Index] = []
        for number, binding in enumerate(bindings):
            sensor = binding[name]
            layer = next((each for each in layers if each[sensor] == NOWHERE), None)
            if layer is None:
                layer = np.full(sensors, NOWHERE, dtype=np.int64)
                layers.append(layer)
            layer[sensor] = number
        return layers

    def feed(self, sensor: Index, time: Floats, value: Floats, good: Bools) -> list[Change]:
        """Take in readings in the order of their arrival."""
        rows, which, order = self._addressed(sensor)
        if not len(rows):
            return []
        changes: list[Change] = []
        for stretch in _rounds(rows, self.size):
            picked = order[stretch]
            changes += self._round(rows[stretch], which[stretch], time[picked], value[picked], good[picked])
        return changes

    def tick(self, now: float) -> list[Change]:
        """Let time pass to `now` for every binding."""
        near = np.flatnonzero(_any_due(self.timed, now, self.size))
        return self._advance(near, np.full(len(near), now))

    def dump(self) -> dict[str, Any]:
        """All state, as arrays by name."""
        kept: dict[str, Any] = {"last": self.last, "shown": self.shown}
        for number, node in enumerate(self.nodes):
            kept |= {f"{number}.{name}": value for name, value in node.dump().items()}
        return {name: value.copy() for name, value in kept.items()}

    def restore(self, kept: Mapping[str, NDArray[Any]]) -> None:
        self.last[...], self.shown[...] = kept["last"], kept["shown"]
        for number, node in enumerate(self.nodes):
            node.restore({name: kept[f"{number}.{name}"] for name in node.ARRAYS})

    @property
    def raised(self) -> Bools:
        return self.shown

    def _addressed(self, sensor: Index) -> tuple[Index, Index, Index]:
        """Binding, input and position in the batch, for every reading and binding that it concerns."""
        found = [(layer[sensor], number) for number, layers in enumerate(self.members) for layer in layers]
        if len(found) == 1:
            rows, number = found[0]
            order = np.flatnonzero(rows != NOWHERE)
            return rows[order], np.full(len(order), number, dtype=np.int64), order
        rows = np.concatenate([each for each, _ in found])
        which = np.concatenate([np.full(len(sensor), number, dtype=np.int64) for _, number in found])
        order = np.concatenate([np.arange(len(sensor))] * len(found))
        kept = np.flatnonzero(rows != NOWHERE)
        kept = kept[np.argsort(order[kept], kind="stable")]
        return rows[kept], which[kept], order[kept]

    def _round(self, at: Index, which: Index, time: Floats, value: Floats, good: Bools) -> list[Change]:
        """One reading per binding."""
        # What comes late, or a second time, was answered already.
        fresh = time > self.last[which, at]
        if not fresh.all():
            at, which, time, value, good = at[fresh], which[fresh], time[fresh], value[fresh], good[fresh]
        if not len(at):
            return []
        self.last[which, at] = time
        changes = self._advance(at, time)
        for number, leaves in enumerate(self.leaves):
            mine = slice(None) if len(self.leaves) == 1 else which == number
            for leaf in leaves:
                leaf.read(at[mine], time[mine], value[mine], good[mine])
        self._settle(at, time)
        # What takes no time to come to pass has come to pass.
        return changes + self._told(at, time) + self._advance(at, time)

    def _advance(self, at: Index, until: Floats) -> list[Change]:
        """Everything that falls due up to `until`, in the order of time."""
        changes: list[Change] = []
        while self.timed and len(at):
            due = self.timed[0].due[at]
            for node in self.timed[1:]:
                due = np.minimum(due, node.due[at])
            hit = due <= until
            if not hit.any():
                break
            at, until, clock = at[hit], until[hit], due[hit]
            for node in self.timed:
                mine = node.due[at] == clock
                if mine.any():
                    node.pass_time(at[mine], clock[mine])
            self._settle(at, clock)
            changes += self._told(at, clock)
        return changes

    def _settle(self, at: Index, clock: Floats) -> None:
        for node in self.made:
            node.settle(at, clock)

    def _told(self, at: Index, clock: Floats) -> list[Change]:
        """The bindings whose answer differs from what was last told; unknown leaves it as it was."""
        state = self.nodes[-1].state[at]
        now = np.where(state == UNKNOWN, self.shown[at], state == YES)
        moved = np.flatnonzero(now != self.shown[at])
        if not len(moved):
            return []
        self.shown[at[moved]] = now[moved]
        return [Change(int(at[n]), float(clock[n]), bool(now[n])) for n in moved]


def _any_due(nodes: Sequence[Node], now: float, size: int) -> Bools:
    near = np.zeros(size, dtype=np.bool_)
    for node in nodes:
        near |= node.due <= now
    return near


def goodness(value: Floats, low: float = -NEVER, high: float = NEVER) -> Bools:
    """Which values are numbers that the sensor can measure."""
    return np.isfinite(value) & (value >= low) & (value <= high)


def _rounds(rows: Index, size: int) -> list[Any]:
    """Positions cut into rounds, in each of which a binding stands once at most, in the order of arrival."""
    stamp = np.empty(size, dtype=np.int64)
    number = np.arange(len(rows))
    stamp[rows] = number
    if (stamp[rows] == number).all():
        return [slice(None)]
    order = np.argsort(rows, kind="stable")
    sorted_rows = rows[order]
    starts = np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])
    rank = np.empty(len(rows), dtype=np.int64)
    rank[order] = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
    by_rank = np.argsort(rank, kind="stable")
    cuts = np.flatnonzero(np.diff(rank[by_rank])) + 1
    return list(np.split(by_rank, cuts))


__all__ = ["NO", "Change", "Group", "goodness"]
