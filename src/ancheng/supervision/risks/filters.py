"""One filter for list, figures and export: what stands in the address, as typed values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.supervision.risks.models import Subject
from ancheng.supervision.risks.rules import INDUSTRIES
from ancheng.supervision.risks.values import Grade
from ancheng.supervision.risks.workflows.risk import WORKFLOW

STATES = tuple(each.key for each in WORKFLOW.states)
GRADES = {each.letter or "none": each for each in Grade}
FLAGS = ("mine", "expired", "late", "open")
NUMBERS = ("enterprise", "subdistrict", "asset", "unit", "zone")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the risks; everything empty means all."""

    q: str = ""
    state: str = ""
    grade: str = ""
    subject: str = ""
    industry: str = ""
    enterprise: int | None = None
    subdistrict: int | None = None
    asset: int | None = None
    unit: int | None = None
    zone: int | None = None
    mine: bool = False
    expired: bool = False
    late: bool = False
    open: bool = False

    @property
    def empty(self) -> bool:
        return self == Filter()

    def query(self, **changes: object) -> str:
        """The filter with `changes` as it stands in an address, in one fixed order."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        words = [(name, getattr(asked, name)) for name in WORDS]
        numbers = [(name, getattr(asked, name)) for name in NUMBERS]
        return urlencode(
            [
                *((name, value) for name, value in words if value),
                *((name, str(value)) for name, value in numbers if value is not None),
                *((name, "1") for name in FLAGS if getattr(asked, name)),
            ]
        )


WORDS = {
    "q": None,
    "state": (STATES, "状态"),
    "grade": (tuple(GRADES), "等级"),
    "subject": (tuple(Subject.values), "载体"),
    "industry": (INDUSTRIES, "行业"),
}


def read_filter(given: QueryDict) -> Filter:
    """The filter in an address; refuses what is no value of a field, ignores what it does not know."""
    words = {"q": " ".join(given.get("q", "").replace("\x00", "").split())[:80]}
    for name, allowed in WORDS.items():
        if allowed:
            words[name] = one_of(given.get(name, ""), *allowed)
    return Filter(
        **words,
        **{name: _number(given.get(name, "")) for name in NUMBERS},
        **{name: given.get(name) == "1" for name in FLAGS},
    )


def one_of(value: str, allowed: tuple[str, ...], what: str) -> str:
    if value and value not in allowed:
        raise Refusal(f"没有“{value[:40]}”这一{what}，请重新选择筛选条件。")
    return value


def _number(text: str) -> int | None:
    if text and not is_key(text):
        raise Refusal("筛选条件中的编号无效，请重新选择。")
    return int(text) if text else None
