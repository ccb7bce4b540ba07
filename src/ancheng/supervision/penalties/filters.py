"""One filter for list, figures and export: what stands in the address, as typed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.supervision.penalties.models import Procedure, Sanction
from ancheng.supervision.penalties.workflows.penalty import WORKFLOW

STATES = tuple(each.key for each in WORKFLOW.states)
FLAGS = ("open", "late", "mine", "unpublished", "unpaid")
NUMBERS = ("unit", "enterprise")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the cases; everything empty means all."""

    q: str = ""
    state: str = ""
    procedure: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    unit: int | None = None
    enterprise: int | None = None
    open: bool = False
    late: bool = False
    mine: bool = False
    unpublished: bool = False
    unpaid: bool = False

    @property
    def empty(self) -> bool:
        return self == Filter()

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as it stands in an address, in one fixed order."""
        words = [(name, getattr(self, name)) for name in ("q", "state", "procedure", "kind")]
        days = [(name, getattr(self, name)) for name in ("since", "until")]
        numbers = [(name, getattr(self, name)) for name in NUMBERS]
        return [
            *((name, value) for name, value in words if value),
            *((name, value.isoformat()) for name, value in days if value),
            *((name, str(value)) for name, value in numbers if value is not None),
            *((name, "1") for name in FLAGS if getattr(self, name)),
        ]

    def query(self, **changes: object) -> str:
        return urlencode(replace(self, **changes).pairs())  # type: ignore[arg-type]


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field, ignores what it does not know."""
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        state=_one_of(given.get("state", ""), STATES, "状态"),
        procedure=_one_of(given.get("procedure", ""), Procedure.values, "程序"),
        kind=_one_of(given.get("kind", ""), Sanction.values, "处罚种类"),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        **{name: _number(given.get(name, "")) for name in NUMBERS},
        **{name: given.get(name) == "1" for name in FLAGS},
    )


def _one_of(value: str, allowed: Iterable[str], what: str) -> str:
    if value and value not in allowed:
        raise Refusal(f"没有“{value[:40]}”这一{what}，请重新选择筛选条件。")
    return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(f"“{text[:20]}”不是日期，请写成 2026-03-05。") from None


def _number(text: str) -> int | None:
    return int(text) if is_key(text) else None
