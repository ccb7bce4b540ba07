"""What is handed in about credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ancheng.supervision.credit.rules import Kind


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record as it was found; the same source tells it once."""

    enterprise_id: int
    kind: Kind
    on: date
    text: str
    source_unit_id: int | None = None
    source_type: str = ""
    source_id: str = ""
