"""What is handed in at the door of enforcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Why an inspection takes place."""

    DRAW = "draw"
    PLAN = "plan"
    SPECIAL = "special"
    COMPLAINT = "complaint"
    CREDIT = "credit"


class Verdict(StrEnum):
    """What was found at one item."""

    PASS = "pass"  # noqa: S105  # nosec B105
    FAIL = "fail"
    NOT_APPLICABLE = "na"


class Tie(StrEnum):
    """What binds an inspector to an enterprise, as it may be published."""

    KIN = "kin"
    FORMER = "former"
    SHARE = "share"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item of the list of what may be inspected, with the clause that permits it."""

    code: str
    title: str
    basis: str
    department_id: int
    field: str
    target: str
    checklist_id: int | None = None
    verified: bool = False
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class NewInspector:
    """Somebody with an enforcement certificate."""

    name: str
    certificate: str
    department_id: int
    fields: tuple[str, ...]
    valid_from: date
    valid_to: date
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewQuota:
    """How many of an industry a department inspects in the year, by draw at a ratio."""

    department_id: int
    item_id: int
    industry: str
    ratio_bp: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draw is about: item, groups of objects with their ratios, how many go, from which public source."""

    title: str
    item_id: int
    ratio_bp: dict[str, int]
    per_subject: int = 2
    plan_id: int | None = None
    public_source: str = ""
    public_known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewInspection:
    """An inspection that nobody drew."""

    source: Source
    item_id: int
    enterprise_id: int
    planned_on: date
    asset_id: int | None = None
    reason: str = ""
    source_type: str = ""
    source_id: str | int = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the phone says it is; `mocked` is None where it cannot say."""

    longitude: float
    latitude: float
    accuracy_m: float | None = None
    mocked: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at one item of the checklist."""

    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """What an inspector recorded on the spot; `seen_version` is the version that the phone had."""

    answers: dict[int, Answer]
    arrived_at: datetime
    recorded_at: datetime
    opinion: str = ""
    spot: Spot | None = None
    attended_by: str = ""
    refused_to_sign: str = ""
    seen_version: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or signature that came with a record; `item_id` is the item that it shows."""

    upload: Any
    client_id: str
    kind: str = "photo"
    item_id: int | None = None
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A reference to sound or pictures of the full-process record (执法全过程记录)."""

    medium: str
    device: str
    reference: str
    began_at: datetime
    ended_at: datetime
    sha256: str = ""
    step: str = ""
