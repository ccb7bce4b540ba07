"""The state of a condition for many bindings at once: one array entry per binding.

A node's state is NO, YES or UNKNOWN. `due` is the moment at which it changes by the mere passing of time. Every node
is a function of the readings and their times alone: when somebody looks does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ancheng.science.signals.declare import (
    All,
    Anomaly,
    Condition,
    During,
    Either,
    Forecast,
    Held,
    Leaf,
    Level,
    Not,
    Rate,
    Repeated,
    Silent,
    Stuck,
    Unlawful,
)

NO, YES, UNKNOWN = 0, 1, 2
Index = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEVER = np.inf


class Node:
    """State of one condition; arrays of length `size`."""

    ARRAYS: tuple[str, ...] = ("state", "due")
    # Whether it changes by the passing of time, and whether it is made of parts.
    timed = False
    made = False

    def __init__(self, size: int) -> None:
        self.state = np.full(size, UNKNOWN, dtype=np.int8)
        self.due = np.full(size, NEVER)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        """Take in one reading per binding in `at`."""

    def settle(self, at: Index, clock: Floats) -> None:
        """Follow the parts of which it is made, at `clock`."""

    def pass_time(self, at: Index, clock: Floats) -> None:
        """Do what is due at `clock`."""

    def dump(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in self.ARRAYS}

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        for name in self.ARRAYS:
            getattr(self, name)[...] = kept[name]


class LevelNode(Node):
    def __init__(self, rule: Level, size: int) -> None:
        super().__init__(size)
        self.above = NEVER if rule.above is None else rule.above
        self.below = -NEVER if rule.below is None else rule.below
        self.margin = rule.clear_margin

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        at, value = at[good], value[good]
        beyond = (value >= self.above) | (value <= self.below)
        inside = (value < self.above - self.margin) & (value > self.below + self.margin)
        # Between threshold and margin it stays what it was; never heard before, it is not raised.
        held = np.where(self.state[at] == UNKNOWN, NO, self.state[at])
        self.state[at] = np.where(beyond, YES, np.where(inside, NO, held))


class RateNode(Node):
    ARRAYS = ("state", "due", "time", "value")

    def __init__(self, rule: Rate, size: int) -> None:
        super().__init__(size)
        self.over = rule.over_s
        self.rise = NEVER if rule.rise_per_s is None else rule.rise_per_s
        self.fall = NEVER if rule.fall_per_s is None else rule.fall_per_s
        self.time = np.full(size, np.nan)
        self.value = np.full(size, np.nan)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        at, time, value = at[good], time[good], value[good]
        first = np.isnan(self.time[at])
        span = time - self.time[at]
        ripe = ~first & (span >= self.over)
        rate = (value[ripe] - self.value[at[ripe]]) / span[ripe]
        self.state[at[ripe]] = np.where((rate >= self.rise) | (rate <= -self.fall), YES, NO)
        mark = first | ripe
        self.time[at[mark]], self.value[at[mark]] = time[mark], value[mark]


class StuckNode(Node):
    ARRAYS = ("state", "due", "since", "value")

    def __init__(self, rule: Stuck, size: int) -> None:
        super().__init__(size)
        self.length, self.tolerance = rule.for_s, rule.tolerance
        self.since = np.full(size, np.nan)
        self.value = np.full(size, np.nan)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        at, time, value = at[good], time[good], value[good]
        moved = ~(np.abs(value - self.value[at]) <= self.tolerance)
        self.value[at[moved]], self.since[at[moved]] = value[moved], time[moved]
        self.state[at] = np.where(time - self.since[at] >= self.length, YES, NO)


class SilentNode(Node):
    timed = True

    def __init__(self, rule: Silent, size: int) -> None:
        super().__init__(size)
        self.after = rule.after_s

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        self.state[at[good]] = NO
        self.due[at[good]] = time[good] + self.after

    def pass_time(self, at: Index, clock: Floats) -> None:
        self.state[at] = YES
        self.due[at] = NEVER


class UnlawfulNode(Node):
    def __init__(self, rule: Unlawful, size: int) -> None:
        super().__init__(size)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        self.state[at] = np.where(good, NO, YES)


class AnomalyNode(Node):
    ARRAYS = ("state", "due", "mean", "variance", "seen")

    def __init__(self, rule: Anomaly, size: int) -> None:
        super().__init__(size)
        self.rule = rule
        self.mean = np.zeros((size, rule.bins))
        self.variance = np.zeros((size, rule.bins))
        self.seen = np.zeros((size, rule.bins), dtype=np.int32)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        at, time, value = at[good], time[good], value[good]
        rule = self.rule
        phase = (np.mod(time, rule.season_s) / rule.season_s * rule.bins).astype(np.int64) % rule.bins
        mean, variance, seen = self.mean[at, phase], self.variance[at, phase], self.seen[at, phase]
        off = value - mean
        # A flat history has no deviation; anything that differs by more than rounding is then off.
        spread = np.sqrt(variance) + 1e-9 * (1.0 + np.abs(mean))
        ripe = seen >= rule.least
        odd = ripe & (np.abs(off) > rule.deviations * spread)
        self.state[at] = np.where(odd, YES, np.where(ripe, NO, UNKNOWN))
        # What is odd pulls the baseline only as far as the limit, so that one spike does not hide the next.
        taken = np.where(odd, np.sign(off) * rule.deviations * spread, off)
        weight = np.maximum(rule.weight, 1.0 / (seen + 1.0))
        self.mean[at, phase] = mean + weight * taken
        self.variance[at, phase] = (1.0 - weight) * (variance + weight * taken * taken)
        self.seen[at, phase] = seen + 1


class ForecastNode(Node):
    ARRAYS = ("state", "due", "time", "value")

    def __init__(self, rule: Forecast, size: int) -> None:
        super().__init__(size)
        self.over, self.horizon = rule.over_s, rule.horizon_s
        self.above = NEVER if rule.above is None else rule.above
        self.below = -NEVER if rule.below is None else rule.below
        self.time = np.full(size, np.nan)
        self.value = np.full(size, np.nan)

    def read(self, at: Index, time: Floats, value: Floats, good: Bools) -> None:
        at, time, value = at[good], time[good], value[good]
        first = np.isnan(self.time[at])
        span = time - self.time[at]
        ripe = ~first & (span >= self.over)
        slope = (value[ripe] - self.value[at[ripe]]) / span[ripe]
        then = value[ripe] + slope * self.horizon
        self.state[at[ripe]] = np.where((then >= self.above) | (then <= self.below), YES, NO)
        mark = first | ripe
        self.time[at[mark]], self.value[at[mark]] = time[mark], value[mark]


DAY_S = 86400.0
BEIJING_S = 28800.0
# 1 January 1970 was a Thursday.
FIRST_WEEKDAY = 3


class DuringNode(Node):
    timed = made = True

    def __init__(self, rule: During, of: Node, size: int) -> None:
        super().__init__(size)
        self.of, self.begins, self.ends = of, rule.from_s, rule.to_s
        self.days = np.isin(np.arange(7), rule.days)

    def settle(self, at: Index, clock: Floats) -> None:
        local = clock + BEIJING_S
        day = np.floor(local / DAY_S)
        hour = local - day * DAY_S
        weekday = (day.astype(np.int64) + FIRST_WEEKDAY) % 7
        if self.begins < self.ends:
            inside = (hour >= self.begins) & (hour < self.ends) & self.days[weekday]
        else:
            inside = ((hour >= self.begins) & self.days[weekday]) | (
                (hour < self.ends) & self.days[(weekday - 1) % 7]
            )
        self.state[at] = np.where(inside, self.of.state[at], NO)
        turns = [
            np.where(edge > hour, edge, edge + DAY_S) + day * DAY_S - BEIJING_S
            for edge in (self.begins, self.ends)
        ]
        self.due[at] = np.minimum(turns[0], turns[1])

    def pass_time(self, at: Index, clock: Floats) -> None:
        # What the hours say is looked at by `settle`, which follows.
        self.due[at] = NEVER


class HeldNode(Node):
    timed = made = True

    def __init__(self, rule: Held, of: Node, size: int) -> None:
        super().__init__(size)
        self.of, self.length, self.clear = of, rule.for_s, rule.clear_for_s

    def settle(self, at: Index, clock: Floats) -> None:
        told, state, due = self.of.state[at], self.state[at], self.due[at]
        state = np.where((state == UNKNOWN) & (told != UNKNOWN), NO, state)
        waiting = np.isfinite(due)
        starts = (told == YES) & (state == NO) & ~waiting
        ends = (told == NO) & (state == YES) & ~waiting
        due = np.where(starts, clock + self.length, np.where(ends, clock + self.clear, due))
        # What was waited for did not come to pass.
        void = ((told == NO) & (state == NO)) | ((told == YES) & (state == YES))
        self.due[at] = np.where(void, NEVER, due)
        self.state[at] = state

    def pass_time(self, at: Index, clock: Floats) -> None:
        self.state[at] = np.where(self.state[at] == YES, NO, YES)
        self.due[at] = NEVER


class RepeatedNode(Node):
    timed = made = True
    ARRAYS = ("state", "due", "before", "risen")

    def __init__(self, rule: Repeated, of: Node, size: int) -> None:
        super().__init__(size)
        self.of, self.within = of, rule.within_s
        self.before = np.full(size, UNKNOWN, dtype=np.int8)
        self.risen = np.full((size, rule.times), -NEVER)

    def settle(self, at: Index, clock: Floats) -> None:
        told = self.of.state[at]
        rises = (told == YES) & (self.before[at] != YES)
        self.before[at] = np.where(told == UNKNOWN, self.before[at], told)
        up = at[rises]
        self.risen[up] = np.concatenate([self.risen[up, 1:], clock[rises][:, None]], axis=1)
        oldest = self.risen[at, 0]
        full = clock - oldest <= self.within
        known = self.before[at] != UNKNOWN
        self.state[at] = np.where(full, YES, np.where(known, NO, UNKNOWN))
        # Just past the end of the stretch the oldest rise no longer counts.
        self.due[at] = np.where(full, np.nextafter(oldest + self.within, NEVER), NEVER)

    def pass_time(self, at: Index, clock: Floats) -> None:
        self.state[at] = NO
        self.due[at] = NEVER


class GateNode(Node):
    """All or either, after Kleene: one unknown leaves the answer open unless another decides it."""

    made = True

    def __init__(self, of: Sequence[Node], decides: int, size: int) -> None:
        super().__init__(size)
        self.of, self.decides = tuple(of), decides

    def settle(self, at: Index, clock: Floats) -> None:
        told = np.stack([each.state[at] for each in self.of])
        decided = (told == self.decides).any(axis=0)
        unknown = (told == UNKNOWN).any(axis=0)
        self.state[at] = np.where(decided, self.decides, np.where(unknown, UNKNOWN, 1 - self.decides))


class NotNode(Node):
    made = True

    def __init__(self, of: Node, size: int) -> None:
        super().__init__(size)
        self.of = of

    def settle(self, at: Index, clock: Floats) -> None:
        told = self.of.state[at]
        self.state[at] = np.where(told == UNKNOWN, UNKNOWN, 1 - told)


LEAVES: dict[type, Any] = {
    Level: LevelNode,
    Rate: RateNode,
    Stuck: StuckNode,
    Silent: SilentNode,
    Unlawful: UnlawfulNode,
    Anomaly: AnomalyNode,
    Forecast: ForecastNode,
}


def build(condition: Condition, size: int) -> tuple[list[Node], list[tuple[str, Node]]]:
    """The nodes of a condition, parts before wholes, and its leaves with the input that each looks at."""
    nodes: list[Node] = []
    leaves: list[tuple[str, Node]] = []

    def make(each: Condition) -> Node:
        node: Node
        match each:
            case All(of=of):
                node = GateNode([make(one) for one in of], NO, size)
            case Either(of=of):
                node = GateNode([make(one) for one in of], YES, size)
            case Not(of=one):
                node = NotNode(make(one), size)
            case Held():
                node = HeldNode(each, make(each.of), size)
            case During():
                node = DuringNode(each, make(each.of), size)
            case Repeated():
                node = RepeatedNode(each, make(each.of), size)
            case _:
                leaf: Leaf = each
                node = LEAVES[type(leaf)](leaf, size)
                leaves.append((leaf.input, node))
        nodes.append(node)
        return node

    make(condition)
    return nodes, leaves
