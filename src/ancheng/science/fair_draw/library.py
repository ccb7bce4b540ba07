"""Who may be drawn and who may be sent: the library of one draw, in one canonical form with one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ancheng.base.errors import Unreadable

FORMAT = "ancheng-draw-1"
MOST_TICKETS = 64


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that may be drawn; `key` is its unified social credit code or the code of the object."""

    key: str
    name: str
    group: str
    field: str
    tickets: int = 1


@dataclass(frozen=True, slots=True)
class Inspector:
    """One person who may be sent; `key` is the number of the certificate, `load` what he or she has open."""

    key: str
    name: str
    unit: str
    fields: tuple[str, ...]
    valid_from: date
    valid_to: date
    load: int = 0


@dataclass(frozen=True, slots=True)
class Interest:
    """Why an inspector may not be sent to a subject."""

    inspector: str
    subject: str
    reason: str


@dataclass(frozen=True)
class Library:
    """Everything that decides a draw, except its seed; `ratio_bp` are hundredths of a percent by group."""

    subjects: tuple[Subject, ...]
    inspectors: tuple[Inspector, ...]
    interests: tuple[Interest, ...]
    ratio_bp: Mapping[str, int]
    per_subject: int
    on: date
    by_key: Mapping[str, Subject] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {each.key: each for each in self.subjects})

    def wanted(self) -> dict[str, int]:
        """How many are drawn of each group: the ratio of its number, rounded up."""
        counts: dict[str, int] = {}
        for each in self.subjects:
            counts[each.group] = counts.get(each.group, 0) + 1
        return {group: how_many(self.ratio_bp.get(group, 0), counts[group]) for group in sorted(counts)}


def how_many(ratio_bp: int, number: int) -> int:
    """ceil(ratio × n) in whole numbers: 5 % of 41 is 3."""
    return -(-ratio_bp * number // 10_000)


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys in order, no blanks, characters as they are; numbers are whole."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(library: Library) -> dict[str, Any]:
    """The library as it is hashed and published: subjects and inspectors in the order of their keys."""
    return {
        "subjects": [
            {
                "key": each.key,
                "name": each.name,
                "group": each.group,
                "field": each.field,
                "tickets": each.tickets,
            }
            for each in sorted(library.subjects, key=lambda each: each.key)
        ],
        "inspectors": [
            {
                "key": each.key,
                "name": each.name,
                "unit": each.unit,
                "fields": sorted(each.fields),
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat(),
                "load": each.load,
            }
            for each in sorted(library.inspectors, key=lambda each: each.key)
        ],
        "interests": [
            {"inspector": each.inspector, "subject": each.subject, "reason": each.reason}
            for each in sorted(library.interests, key=lambda each: (each.inspector, each.subject))
        ],
        "parameters": {
            "ratio_bp": dict(library.ratio_bp),
            "per_subject": library.per_subject,
            "on": library.on.isoformat(),
        },
    }


def read_library(given: Any) -> Library:
    """The library of a published text; what is no such text is refused with what is wrong."""
    try:
        parameters = given["parameters"]
        library = Library(
            subjects=tuple(
                Subject(
                    text(each["key"]),
                    text(each["name"]),
                    text(each["group"]),
                    text(each["field"]),
                    whole(each["tickets"]),
                )
                for each in given["subjects"]
            ),
            inspectors=tuple(_inspector(each) for each in given["inspectors"]),
            interests=tuple(
                Interest(text(each["inspector"]), text(each["subject"]), text(each["reason"]))
                for each in given["interests"]
            ),
            ratio_bp={text(key): whole(value) for key, value in parameters["ratio_bp"].items()},
            per_subject=whole(parameters["per_subject"]),
            on=date.fromisoformat(text(parameters["on"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unreadable(f"抽查对象库的内容不完整或格式不对：{fault}。") from None
    faults = library_faults(library)
    if faults:
        raise Unreadable(faults[0])
    return library


def _inspector(each: Mapping[str, Any]) -> Inspector:
    return Inspector(
        text(each["key"]),
        text(each["name"]),
        text(each["unit"]),
        tuple(text(one) for one in each["fields"]),
        date.fromisoformat(text(each["valid_from"])),
        date.fromisoformat(text(each["valid_to"])),
        whole(each["load"]),
    )


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} 应为文字")
    return value


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{value!r} 应为不小于零的整数")
    return value


def library_faults(library: Library) -> list[str]:
    """What makes a library undrawable: twice the same key, a mark inside a key, a ratio or number out of range."""
    found = []
    for what, keys in (
        ("抽查对象", [each.key for each in library.subjects]),
        ("执法人员", [each.key for each in library.inspectors]),
    ):
        twice = _twice(keys)
        if twice:
            found.append(f"{what}“{twice}”在库中重复，请先合并。")
        # These marks separate the parts of what is hashed; inside a key they would make two texts one.
        marked = next((each for each in keys if not each or "#" in each or "|" in each), None)
        if marked is not None:
            found.append(f"{what}的编号“{marked}”为空或含有 # 或 |，请先更正。")
    if any(not 1 <= each.tickets <= MOST_TICKETS for each in library.subjects):
        found.append(f"每个对象的签数应在1至{MOST_TICKETS}之间。")
    if any(not 0 < each <= 10_000 for each in library.ratio_bp.values()):
        found.append("抽查比例应大于0且不超过100%。")
    missing = sorted({each.group for each in library.subjects} - set(library.ratio_bp))
    if missing:
        found.append(f"类别“{missing[0]}”没有规定抽查比例。")
    if library.per_subject < 2:
        found.append("每个对象至少由2名执法人员检查。")
    return found


def _twice(keys: Sequence[str]) -> str:
    seen: set[str] = set()
    for each in keys:
        if each in seen:
            return each
        seen.add(each)
    return ""
