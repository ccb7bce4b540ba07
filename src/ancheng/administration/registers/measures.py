"""The numbers of registers as measures: declared once beside the register, counted by the kernel, read by indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Case, Q, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from ancheng.administration.registers.models import Row
from ancheng.administration.registers.registry import REGISTERS
from ancheng.kernel.measuring import EXACT, TEXT, Measure

# How `areas` writes that a count is above nought.
USED = "+"


def of(register: str, number: str) -> Measure:
    """One number of a register."""
    declared = REGISTERS[register].by_number[number]
    asked = Q(register=register) & declared.scope
    return Measure(
        lambda: Row.objects.filter(asked),
        declared.needs,
        registers=(register,),
        part=declared.part,
        split=declared.split,
        begins=() if declared.happened else declared.begins,
        ends=declared.ends,
        happened=declared.happened,
        weight=declared.weight,
        held=declared.held,
        side=declared.side,
    )


def areas(register: str, keys: tuple[str, ...]) -> Measure:
    """The rows that stand on a day, apart by which of these counts are above nought: one letter for each."""
    above = (
        Case(When(**{f"attributes__{key}__gt": 0}, then=Value(USED)), default=Value("-"), output_field=TEXT)
        for key in keys
    )
    row = Concat(*above, output_field=TEXT)
    return Measure(
        lambda: Row.objects.filter(register=register, starts_on__isnull=False).annotate(used=row),
        registers=(register,),
        split="used",
        begins=("starts_on",),
        ends=("ends_on", "closed_on"),
    )


def by_kind(register: str, key: str) -> Measure:
    """The rows of the year, apart by the value of one attribute."""
    return Measure(
        lambda: Row.objects.filter(register=register),
        registers=(register,),
        split=f"attributes__{key}",
        happened="starts_on",
    )


def of_year(register: str, on: date) -> Q:
    """The rows from the beginning of the year to a day."""
    return Q(register=register, starts_on__gte=date(on.year, 1, 1), starts_on__lte=on)


def sums(rows: Q, by: str, amount: str) -> dict[str, Decimal]:
    """The sum of one attribute for each value of another."""
    found = (
        Row.objects.filter(rows)
        .order_by()
        .values_list(KeyTextTransform(by, "attributes"))
        .annotate(m_sum=Sum(Cast(KeyTextTransform(amount, "attributes"), EXACT)))
    )
    return {key: total or Decimal(0) for key, total in found}


def figure(name: str, on: date) -> tuple[Decimal, int, str] | None:
    """A figure from outside that holds on a day: value, year, source; the latest year up to then."""
    found = (
        Row.objects.filter(register="external_figures", attributes__figure=name, starts_on__lte=on)
        .filter(Q(closed_on=None) | Q(closed_on__gte=on))
        .order_by("-starts_on")
        .first()
    )
    if found is None or found.starts_on is None:
        return None
    value, source = found.attributes["value"], str(found.attributes.get("source", ""))
    return Decimal(str(value)), found.starts_on.year, source
