"""How a kind of case may move: a closed table of states and steps, pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, working_days

Within = Deadline | Callable[[Any], "Deadline | datetime | None"]

OWNER = "owner"
ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class State:
    """A state, its label, and whether a case ends in it."""

    key: str
    label: str
    end: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted move: who may take it, for which party, and how long the state before it may last."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: tuple[Role, ...]
    party: str = OWNER
    within: Within | None = None
    why: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: what happens so many working days before (negative) or after a clock is due."""

    key: str
    label: str
    working_days: int
    tells: tuple[str, ...]


# 产品默认，未经核对 (unverified): 时限前 3 日提醒、到期催办、逾期 3 日督办、逾期 10 日记入台账。
LADDER = (
    Rung("nudge", "到期提醒", -3, ("party",)),
    Rung("supervisor", "到期催办", 0, ("party", "superior")),
    Rung("supervise", "督办", 3, ("party", "superior", "office")),
    Rung("overdue", "记入逾期", 10, ("party", "office")),
)


@dataclass(frozen=True, slots=True)
class Workflow:
    """A closed table; `check` refuses one with an unknown, unreachable or endless state."""

    name: str
    label: str
    states: tuple[State, ...]
    start: str
    steps: tuple[Step, ...]
    ladder: tuple[Rung, ...] = LADDER
    # Why none of its states runs against a clock, where that is so; '' for every other.
    untimed: str = ""

    def __post_init__(self) -> None:
        faults = list(self.faults())
        if faults:
            raise Misconfigured(f"workflow {self.name}: " + "; ".join(faults))

    def state(self, key: str) -> State:
        return next(each for each in self.states if each.key == key)

    def label_of(self, key: str) -> str:
        return next((each.label for each in self.states if each.key == key), key)

    def steps_from(self, state: str) -> list[Step]:
        return [each for each in self.steps if state in each.sources]

    def step(self, verb: str) -> Step:
        return next(each for each in self.steps if each.verb == verb)

    @property
    def ends(self) -> frozenset[str]:
        return frozenset(each.key for each in self.states if each.end)

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.states if not each.end)

    def timed_step(self, state: str) -> Step | None:
        """The step that is awaited in `state` under a clock."""
        return next((each for each in self.steps_from(state) if each.within is not None), None)

    def faults(self) -> Iterator[str]:
        """Every reason why the table is not closed."""
        keys = {each.key for each in self.states}
        for step in self.steps:
            for key in {*step.sources, step.target} - keys:
                yield f"step {step.verb} names the unknown state {key}"
            if not step.by:
                yield f"step {step.verb} has no role"
        if self.start not in keys:
            yield f"unknown start {self.start}"
            return
        for key in keys - self._reach({self.start}, forward=True):
            yield f"state {key} is never reached"
        for key in keys - self._reach(set(self.ends), forward=False):
            yield f"no end can be reached from {key}"
        if len({each.verb for each in self.steps}) != len(self.steps):
            yield "two steps share a verb"

    def _reach(self, seeds: set[str], *, forward: bool) -> set[str]:
        reached = set(seeds)
        while True:
            more = {
                near
                for step in self.steps
                for source in step.sources
                for here, near in [(source, step.target) if forward else (step.target, source)]
                if here in reached
            } - reached
            if not more:
                return reached
            reached |= more


def days(number: int) -> Deadline:
    """So many working days, as a product default that nobody checked against a clause."""
    return working_days(number, clause=msgid("产品默认（未核对）"))
