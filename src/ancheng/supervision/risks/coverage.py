"""How much of what has to be assessed is assessed and still valid: by zone and by industry, on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.models import Assessment


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `required`, `valid` have a valid assessment and `expired` only one that has run out."""

    key: str
    required: int
    valid: int
    expired: int
    unit_id: int | None = None

    @property
    def never(self) -> int:
        return self.required - self.valid - self.expired

    @property
    def percent(self) -> float | None:
        """Valid of all that should be; None where nothing has to be, which is not 0 and not 100."""
        return None if not self.required else round(self.valid * 100 / self.required, 1)


def in_force(on: date) -> Q:
    """Assessments whose grade was in force on a day, run out or not."""
    begun = Q(in_force_from__lte=on) & (Q(in_force_to=None) | Q(in_force_to__gt=on))
    open_then = Q(risk__closed_on=None) | Q(risk__closed_on__gt=on)
    return begun & open_then & Q(risk__realm="actual")


def by_zone(on: date) -> list[Coverage]:
    """Each functional zone: 1 required, assessed as a whole by an approved assessment or not (IND-013)."""
    zones = Unit.objects.in_use().filter(kind=UnitKind.ZONE).order_by("order", "pk")
    found = Assessment.objects.filter(in_force(on), risk__area__kind=UnitKind.ZONE).order_by()
    until: dict[int, date] = {}
    for key, day in found.values_list("risk__area_id", "valid_until"):
        until[key] = max(day, until.get(key, day))
    return [
        Coverage(
            str(each), 1, int(each.pk in until and until[each.pk] >= on),
            int(each.pk in until and until[each.pk] < on), each.pk,
        )
        for each in zones
    ]  # fmt: skip


def by_industry(on: date) -> list[Coverage]:
    """Each key industry of the plan: its enterprises, and those with a valid assessment (IMP-15)."""
    return by_industry_over([on])[0]


def by_industry_over(days: Sequence[date]) -> list[list[Coverage]]:
    """The same on each of several days; the register of enterprises is read once."""
    enterprises = Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE)
    known = {each: set[int]() for each in rules.KEY_INDUSTRIES}
    for pk, registered in enterprises.values_list("pk", "enterprise__industry"):
        industry = rules.industry_of(registered or "")
        if industry in known:
            known[industry].add(pk)
    found = []
    for on in days:
        assessed = Assessment.objects.filter(in_force(on), risk__enterprise__isnull=False).order_by()
        until: dict[int, date] = {}
        for key, day in assessed.values_list("risk__enterprise_id", "valid_until"):
            until[key] = max(day, until.get(key, day))
        valid = {pk for pk, day in until.items() if day >= on}
        expired = until.keys() - valid
        found.append(
            [Coverage(key, len(pks), len(pks & valid), len(pks & expired)) for key, pks in known.items()]
        )
    return found


def overall(parts: list[Coverage], key: str = "") -> Coverage:
    """The parts together."""
    return Coverage(
        key,
        sum(each.required for each in parts),
        sum(each.valid for each in parts),
        sum(each.expired for each in parts),
    )
