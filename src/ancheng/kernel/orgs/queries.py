"""What is asked about units."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.kernel.orgs.models import Unit, UnitAlias, UnitKind
from ancheng.kernel.orgs.rules import normalise


def level(parent: Unit | None, asker: Asker) -> QuerySet[Unit]:
    """The units directly below `parent` that `asker` may see."""
    return (
        Unit.objects.in_use()
        .visible_to(asker)
        .filter(parent=parent)
        .exclude(kind=UnitKind.COLLECTIVE)
        .order_by("order", "name")
    )


def by_name(names: Iterable[str]) -> dict[str, Unit]:
    """The unit that each name means, for the names that are known."""
    normalised = {name: normalise(name) for name in names}
    known = {
        alias.normalised: alias.unit
        for alias in UnitAlias.objects.filter(normalised__in=set(normalised.values())).select_related("unit")
    }
    return {name: known[key] for name, key in normalised.items() if key in known}


def suggestions(name: str, *, at_most: int = 5) -> list[Unit]:
    """Units whose names come nearest to an unknown one."""
    return list(
        Unit.objects.in_use()
        .exclude(kind__in=[UnitKind.ENTERPRISE, UnitKind.GRID, UnitKind.COMMUNITY])
        .annotate(near=TrigramSimilarity("name", name) + TrigramSimilarity("short_name", name))
        .filter(near__gt=0.1)
        .order_by("-near", "order")[:at_most]
    )


def expand(unit: Unit) -> list[Unit]:
    """The members of a collective, or the unit itself."""
    if unit.kind != UnitKind.COLLECTIVE:
        return [unit]
    return list(unit.members.in_use().order_by("order", "name"))


def responsible_units() -> QuerySet[Unit]:
    """The units that can be made responsible for a task: everything above the communities."""
    return (
        Unit.objects.in_use()
        .exclude(
            kind__in=[
                UnitKind.ENTERPRISE,
                UnitKind.GRID,
                UnitKind.COMMUNITY,
                UnitKind.COLLECTIVE,
                UnitKind.SECTION,
                UnitKind.DISTRICT,
            ]
        )
        .order_by("order", "name")
    )


def search(text: str, asker: Asker, *, at_most: int = 8) -> list[Unit]:
    """Units by name, code or pinyin initials."""
    key = text.strip()
    if not key:
        return []
    return list(
        Unit.objects.in_use()
        .visible_to(asker)
        .exclude(kind=UnitKind.COLLECTIVE)
        .filter(
            Q(name__icontains=key)
            | Q(short_name__icontains=key)
            | Q(initials__startswith=key.lower())
            | Q(adcode__startswith=key)
        )
        .order_by("order", "name")[:at_most]
    )
