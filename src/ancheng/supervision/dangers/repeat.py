"""Who was penalised again and again while a major danger stands open (安全生产法 art. 113)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ancheng.base.asker import Asker
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.dangers.models import Danger, Penalty
from ancheng.supervision.dangers.queries import OPEN
from ancheng.supervision.dangers.rules import Repeat, repeat_offender


@dataclass(frozen=True, slots=True)
class Offender:
    """An enterprise, its penalties of the last year, and what the rule says about them."""

    enterprise: Unit
    penalties: tuple[Penalty, ...]
    repeat: Repeat


def offenders(asker: Asker, on: date, *, enterprise_id: int | None = None) -> list[Offender]:
    """Enterprises with a penalty in the year before `on` that `asker` may know of, the worst first."""
    rows = Penalty.objects.filter(decided_on__gt=on - timedelta(days=366), decided_on__lte=on)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    known = Unit.objects.visible_to(asker).in_bulk(set(rows.values_list("enterprise_id", flat=True)))
    by_enterprise: dict[int, list[Penalty]] = {}
    for row in rows.order_by("-decided_on", "-pk"):
        if row.enterprise_id in known:
            by_enterprise.setdefault(row.enterprise_id, []).append(row)
    major = set(
        Danger.objects.filter(enterprise_id__in=by_enterprise, grade="major", state__in=OPEN).values_list(
            "enterprise_id", flat=True
        )
    )
    found = [
        Offender(
            known[key],
            tuple(penalties),
            repeat_offender([each.decided_on for each in penalties], on=on, major_open=key in major),
        )
        for key, penalties in by_enterprise.items()
    ]
    return sorted(
        found,
        key=lambda each: (not each.repeat.ask_closure, -each.repeat.within_year, each.enterprise.pk),
    )
