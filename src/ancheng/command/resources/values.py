"""What is handed in about supplies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Supplies asked of one store: pieces by item id, what for, where to, who receives them."""

    warehouse_id: int
    lines: Mapping[int, int]
    purpose: str
    address: str
    contact: str
    incident_id: int | None = None


@dataclass(frozen=True, slots=True)
class Accounted:
    """What became of one allocation."""

    used: int
    returned: int
