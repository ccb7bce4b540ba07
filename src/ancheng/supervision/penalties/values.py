"""What is handed in about a penalty case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Procedure(StrEnum):
    """普通程序 or 当场处罚 (简易程序)."""

    ORDINARY = "ordinary"
    SPOT = "spot"


class Sanction(StrEnum):
    """The kinds of penalty (行政处罚法 art. 9) as they are used in work safety."""

    WARNING = "warning"
    CENSURE = "censure"
    FINE = "fine"
    CONFISCATION = "confiscation"
    STOP = "stop"
    SUSPEND = "suspend"
    REVOKE = "revoke"
    CLOSE = "close"
    BAN = "ban"


class Band(StrEnum):
    """Where within the discretion the penalty lies."""

    MITIGATED = "mitigated"
    LIGHT = "light"
    NORMAL = "normal"
    HEAVY = "heavy"


class Spared(StrEnum):
    """Why a case ends without a penalty."""

    FIRST = "first"
    MINOR = "minor"
    NO_FAULT = "no_fault"
    UNPROVEN = "unproven"
    EXPIRED = "expired"


class Lifted(StrEnum):
    """Why a published penalty is lawfully taken off the public page."""

    CHANGED = "changed"
    REVOKED = "revoked"
    UNLAWFUL = "unlawful"
    INVALID = "invalid"
    REPAIRED = "repaired"


class MoreTime(StrEnum):
    """Why a case may take longer: approved, or days that the clock does not count."""

    COMPLEX = "complex"
    HEARING = "hearing"
    APPRAISAL = "appraisal"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The penalty as it is proposed or decided; `low_yuan` and `high_yuan` are the discretion of the clause."""

    kinds: tuple[Sanction, ...]
    basis: str
    fine_yuan: int = 0
    confiscated_yuan: int = 0
    low_yuan: int | None = None
    high_yuan: int | None = None
    band: Band = Band.NORMAL
    band_reason: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer of a case with the number of the enforcement certificate."""

    person_id: int
    certificate: str


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One piece of evidence: what it is, what it proves, when and where it was taken."""

    kind: str
    title: str
    proves: str
    taken_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class NewStatement:
    """What somebody said when asked by two officers."""

    name: str
    position: str
    place: str
    began_at: datetime
    ended_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A reference to sound or pictures of the full-process record (执法全过程记录)."""

    medium: str
    device: str
    sha256: str
    began_at: datetime
    ended_at: datetime
    step: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the fine, payable by a day."""

    due_on: date
    yuan: int
