"""What an indicator is declared as: clause, formula over the platform's records, threshold, who answers for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ancheng.administration.indicators.rules import Sort, Threshold
from ancheng.base.editions import Edition, Editions
from ancheng.kernel.measuring import Measure

ADOPTED = date(2019, 1, 1)
PLAN = "朝政办发〔2019〕10号"


@dataclass(frozen=True, slots=True)
class Count:
    """What a desk's door answers on a day: unit (None: the district as a whole), part, numerator, denominator."""

    unit_id: int | None
    part: str
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Door:
    """A formula that another desk answers for the district as a whole; its rows are shown at `rows_url`.

    It is asked about all days at once and answers each in turn. Where its records keep no history it is asked about
    the last one, and what it answers is said of every day. Where it `counts` a measure it is told besides in which
    parts of that there is any record on each day.
    """

    ask: Callable[..., list[list[Count]]]
    rows_url: str
    historic: bool = True
    rows_args: tuple[str, ...] = ()
    counts: Measure | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a definition that the plan leaves open."""

    key: str
    zh: str
    en: str
    formula: tuple[Measure | Door, ...]


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    zh: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the plan. `waits_for` says, in words, which record is still missing where there is no formula."""

    id: str
    slug: str
    zh: str
    en: str
    sort: Sort
    plan: Editions[Threshold]
    unit: str
    clause: str
    responsible: tuple[str, ...]
    numerator_zh: str
    denominator_zh: str = ""
    formula: tuple[Measure | Door, ...] = ()
    choices: tuple[Choice, ...] = ()
    parts: tuple[Part, ...] = ()
    national: Editions[Threshold] | None = None
    waits_for: str = ""
    note: str = ""
    implied: bool = False
    calendar_year: bool = False
    # Its records are the whole district's: no unit has a figure of its own.
    district_only: bool = False
    # Asked for the threshold of a day where a rule or an outside figure sets it, not the plan.
    comparator: Callable[[date], Edition[Threshold] | None] | None = None

    def threshold(self, on: date, which: str = "plan") -> Edition[Threshold]:
        """The threshold in force on a day: the plan's, or the national one where it differs."""
        chosen = self.national if which == "national" and self.national else self.plan
        return chosen.in_force(on)

    def reading(self, key: str = "") -> tuple[Measure | Door, ...]:
        """The formula under one reading of an open definition; the first reading is the default."""
        if not self.choices:
            return self.formula
        return next((each.formula for each in self.choices if each.key == key), self.choices[0].formula)


def target(
    operator: str, value: str | None, clause: str, *, source: str = PLAN, verified: bool = True
) -> Editions[Threshold]:
    """A threshold that holds from the plan's year on."""
    threshold = Threshold(operator, None if value is None else Decimal(value))
    edition = Edition[Threshold](threshold, clause, source, ADOPTED, None, verified)
    return Editions(clause, (edition,))
