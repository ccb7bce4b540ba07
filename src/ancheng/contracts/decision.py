"""Facts that the decision desk announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ancheng.contracts.fact import Fact


@dataclass(frozen=True, slots=True)
class ModelRunFinished(Fact):
    """A run of a decision model has a result; `incident_id` is the incident that it was made for, if any."""

    run_id: int
    model: str
    model_version: str
    title: str
    headline: str
    result_checksum: str
    incident_id: int | None
    realm: str
    by_person_id: int | None
    at: datetime
