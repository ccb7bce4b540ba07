"""One filter for list, figures and export of inspections: what stands in the address, as typed values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.supervision.enforcement.models import Source
from ancheng.supervision.enforcement.workflows.inspection import WORKFLOW

STATES = {each.key for each in WORKFLOW.states}
FLAGS = ("open", "late", "mine", "failed", "penalised", "phone", "desk", "conflict", "repeated")
NUMBERS = ("unit", "enterprise", "subdistrict", "draw", "item")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the inspections; everything empty means all. The days are those of the record."""

    q: str = ""
    state: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    unit: int | None = None
    enterprise: int | None = None
    subdistrict: int | None = None
    draw: int | None = None
    item: int | None = None
    open: bool = False
    late: bool = False
    mine: bool = False
    failed: bool = False
    penalised: bool = False
    phone: bool = False
    desk: bool = False
    conflict: bool = False
    repeated: bool = False

    @property
    def empty(self) -> bool:
        return self == Filter()

    def query(self, **changes: object) -> str:
        """The filter as it stands in an address, in one fixed order."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [(name, getattr(asked, name)) for name in ("q", "state", "source")]
        pairs += [(name, day.isoformat()) for name in ("since", "until") if (day := getattr(asked, name))]
        pairs += [(name, str(number)) for name in NUMBERS if (number := getattr(asked, name)) is not None]
        pairs += [(name, "1") for name in FLAGS if getattr(asked, name)]
        return urlencode([(name, value) for name, value in pairs if value])


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field, ignores what it does not know."""
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        state=_one_of(given.get("state", ""), STATES, "状态"),
        source=_one_of(given.get("source", ""), set(Source.values), "来源"),
        since=day(given.get("since", "")),
        until=day(given.get("until", "")),
        **{name: _number(given.get(name, "")) for name in NUMBERS},
        **{name: given.get(name) == "1" for name in FLAGS},
    )


def _one_of(value: str, allowed: set[str], what: str) -> str:
    if value and value not in allowed:
        raise Refusal(f"没有“{value[:40]}”这一{what}，请重新选择筛选条件。")
    return value


def day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(f"“{text[:20]}”不是日期，请写成 2026-03-05。") from None


def _number(text: str) -> int | None:
    if not text:
        return None
    if not is_key(text):
        raise Refusal("筛选条件中的编号无效，请重新选择。")
    return int(text)
