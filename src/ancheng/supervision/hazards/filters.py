"""One filter for list, map, figures and export: what stands in the address, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.supervision.hazards.models import Level, Regime, Sort
from ancheng.supervision.hazards.workflows.hazard import WORKFLOW

STATES = tuple(each.key for each in WORKFLOW.states)
OVERDUE = ("any", "step", "assessment", "special_drill", "on_site_drill")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the hazards; everything empty means all."""

    q: str = ""
    state: str = ""
    level: str = ""
    sort: str = ""
    regime: str = ""
    overdue: str = ""
    enterprise: int | None = None
    subdistrict: int | None = None
    mine: bool = False

    @property
    def empty(self) -> bool:
        return self == Filter()

    def query(self) -> str:
        """The filter as it stands in an address."""
        words = [(name, getattr(self, name)) for name in ("q", "state", "level", "sort", "regime", "overdue")]
        numbers = [(name, getattr(self, name)) for name in ("enterprise", "subdistrict")]
        pairs = [(name, str(value)) for name, value in [*words, *numbers] if value]
        return urlencode([*pairs, *([("mine", "1")] if self.mine else [])])


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field."""
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        state=_one_of(given.get("state", ""), STATES, "状态"),
        level=_one_of(given.get("level", ""), Level.values, "级别"),
        sort=_one_of(given.get("sort", ""), Sort.values, "单元类型"),
        regime=_one_of(given.get("regime", ""), Regime.values, "适用规定"),
        overdue=_one_of(given.get("overdue", ""), OVERDUE, "逾期类型"),
        enterprise=_number(given.get("enterprise", "")),
        subdistrict=_number(given.get("subdistrict", "")),
        mine=given.get("mine") == "1",
    )


def _one_of(value: str, allowed: tuple[str, ...] | list[str], what: str) -> str:
    if value and value not in allowed:
        raise Refusal(f"没有“{value[:40]}”这一{what}，请重新选择筛选条件。")
    return value


def _number(text: str) -> int | None:
    if not text:
        return None
    if not is_key(text):
        raise Refusal("筛选条件中的编号无效，请重新选择。")
    return int(text)
