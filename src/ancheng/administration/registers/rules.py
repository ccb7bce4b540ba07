"""What a row may say, where it stands in time and what it asks for next; values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ancheng.administration.registers.declare import Field, Period, Register, Values
from ancheng.base.clock import add_months
from ancheng.kernel.exchange.tables import Kind
from ancheng.kernel.exchange.tables.values import WrongCell, read_cell

# How many months each period lasts; a day has none.
LENGTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Checked:
    """The values as they are stored, or every fault by field."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def check(register: Register, given: Mapping[str, Any]) -> Checked:
    """The values of `given` as the register types them; all faults at once, each with what to do."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for each in register.fields:
        try:
            value = read_cell(given.get(each.key), each)
        except WrongCell as fault:
            errors[each.key] = fault.sentence
            continue
        if value is None and each.required:
            errors[each.key] = f"请填写“{each.zh}”。"
        elif value is not None:
            values[each.key] = plain(value)
    return Checked({}, errors) if errors else completed(register, values)


def completed(register: Register, values: dict[str, Any]) -> Checked:
    """Add what follows from the stated values, and hold them against one another."""
    if register.derive:
        values = register.derive(dict(values))
    sentence = register.fault(values) if register.fault else ""
    return Checked(values, {"": sentence} if sentence else {})


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def title(register: Register, values: Values) -> str:
    """How a row is called: the words of its naming fields."""
    return " · ".join(
        filter(None, (shown(register.by_key[each], values.get(each)) for each in register.title))
    )


def shown(field_: Field, value: Any, *, english: bool = False) -> str:
    """A value as people read it; '' when unknown."""
    if value is None:
        return ""
    if field_.kind is Kind.BOOLEAN:
        return ("Yes" if value else "No") if english else ("是" if value else "否")
    if field_.kind is Kind.CHOICE:
        found = next((each for each in field_.choices if each.value == value), None)
        return str(value) if found is None else found.label("en" if english else "zh")
    if isinstance(value, float) and value.is_integer():
        return f"{int(value):,}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def same(register: Register, unit_id: int | None, values: Values) -> str:
    """What two rows may not have in common."""
    parts = [str(unit_id)] if register.by_unit else []
    for key in register.key:
        value = values.get(key)
        if key == register.dated and value and register.period != "day":
            value = span(register.period, date.fromisoformat(str(value)))[0]
        parts.append(str(value or "").strip())
    return "|".join(parts)[:300]


def series(register: Register, unit_id: int | None, values: Values) -> str:
    """What a row has in common with those that renew it."""
    named = register.series or tuple(each for each in register.key if each != register.dated)
    unit = [str(unit_id)] if register.by_unit or register.series else []
    return "|".join([*unit, *(str(values.get(each) or "").strip() for each in named)])[:300]


def span(period: Period, on: date) -> tuple[date, date | None]:
    """The first and last day of the period that a day falls in; a day stands from then on."""
    if period == "day":
        return on, None
    length = LENGTHS[period]
    first = date(on.year, (on.month - 1) // length * length + 1, 1)
    return first, add_months(first, length) - timedelta(days=1)


def placed(register: Register, values: Values) -> tuple[date | None, date | None]:
    """From when to when a row stands."""
    stated = values.get(register.dated) if register.dated else None
    return span(register.period, date.fromisoformat(str(stated))) if stated else (None, None)


def due(register: Register, values: Values) -> tuple[date | None, str]:
    """The earliest day by which something is asked of a row, and which clock asks."""
    found = [(on, each.key) for each in register.clocks if (on := each.due(values)) is not None]
    return min(found, default=(None, ""))


def last_period(months: int, today: date) -> tuple[date, date]:
    """The last whole period of so many months that has passed."""
    start = date(today.year, (today.month - 1) // months * months + 1, 1)
    return add_months(start, -months), start - timedelta(days=1)
