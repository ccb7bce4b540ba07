"""Which inputs move a result most: each is changed by a stated step, the others are held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

STRONGEST = 3


def strongest(
    figure: Callable[[dict[str, Any]], float], values: dict[str, Any], steps: Mapping[str, tuple[Any, Any]]
) -> list[dict[str, Any]]:
    """The three inputs with the widest swing of `figure` between the low and the high value of their step."""
    rows = []
    for key, (low, high) in steps.items():
        below, above = figure({**values, key: low}), figure({**values, key: high})
        rows.append({"input": key, "low": low, "high": high, "at_low": below, "at_high": above})
    rows.sort(key=lambda row: -abs(row["at_high"] - row["at_low"]))
    return rows[:STRONGEST]
