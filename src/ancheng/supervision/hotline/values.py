"""What is handed in: a report as it came, before anybody has looked at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ancheng.supervision.hotline.sealing import Identity


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as it came in; `geometry` is a pair (longitude, latitude) in WGS 84 or a geometry."""

    content: str
    channel: str
    title: str = ""
    matter: str = "danger"
    named_party: str = ""
    address: str = ""
    geometry: Any = None
    enterprise_id: int | None = None
    joint: int = 1
    order_number: str = ""
    order_due_at: datetime | None = None
    nonce: str = ""
    identity: Identity = field(default_factory=Identity, repr=False)
