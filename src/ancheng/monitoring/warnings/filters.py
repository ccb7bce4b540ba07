"""One filter for lists, figures and exports: what stands in the address, as typed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.monitoring.warnings.models import Outcome
from ancheng.monitoring.warnings.workflows.alarm import WORKFLOW as ALARM
from ancheng.monitoring.warnings.workflows.warning import WORKFLOW

WORDS = ("q", "state", "alarm_state", "kind", "outcome")
FLAGS = ("open", "issued", "late", "mine")
NUMBERS = ("level", "subdistrict", "card")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of warnings or alarms; everything empty means all."""

    q: str = ""
    state: str = ""
    alarm_state: str = ""
    kind: str = ""
    outcome: str = ""
    level: int | None = None
    subdistrict: int | None = None
    card: int | None = None
    since: date | None = None
    until: date | None = None
    open: bool = False
    issued: bool = False
    late: bool = False
    mine: bool = False

    @property
    def empty(self) -> bool:
        return self == Filter()

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as it stands in an address, in one fixed order."""
        return [
            *((name, getattr(self, name)) for name in WORDS if getattr(self, name)),
            *((name, value.isoformat()) for name in ("since", "until") if (value := getattr(self, name))),
            *((name, str(value)) for name in NUMBERS if (value := getattr(self, name)) is not None),
            *((name, "1") for name in FLAGS if getattr(self, name)),
        ]

    def query(self, **changes: object) -> str:
        return urlencode(replace(self, **changes).pairs())  # type: ignore[arg-type]


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field, ignores what it does not know."""
    return Filter(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        state=_one_of(given.get("state", ""), [each.key for each in WORKFLOW.states], "状态"),
        alarm_state=_one_of(given.get("alarm_state", ""), [each.key for each in ALARM.states], "状态"),
        kind=_one_of(given.get("kind", ""), kinds(), "类别"),
        outcome=_one_of(given.get("outcome", ""), Outcome.values, "结果"),
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
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"“{text[:20]}”不是日期，请写成 2026-03-05。") from None


def _number(text: str) -> int | None:
    if not text:
        return None
    if not is_key(text):
        raise Refusal("筛选条件中的编号无效，请重新选择。")
    return int(text)
