"""What every announced fact is: a frozen dataclass that survives a trip through JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that one part announces to the others; subclasses are frozen and hold plain values."""

    known: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls) -> None:
        # dataclass(slots=True) makes the class a second time; the later one is the one to build.
        Fact.known[cls.__name__] = cls

    def to_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Self:
        values = dict(payload)
        for each in fields(cls):
            if each.type in ("datetime", datetime) and isinstance(values.get(each.name), str):
                values[each.name] = datetime.fromisoformat(values[each.name])
        return cls(**values)
