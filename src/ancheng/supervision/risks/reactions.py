"""What follows for risks from what other registers decided."""

from __future__ import annotations

from django.apps import apps
from django.db.models import QuerySet

from ancheng.base.asker import PLATFORM
from ancheng.contracts.kernel import BoundariesChanged, CaseMoved
from ancheng.kernel.places.queries import locate_many
from ancheng.supervision.risks.actions import trigger_many
from ancheng.supervision.risks.aggregation import refresh
from ancheng.supervision.risks.models import Risk, Subject
from ancheng.supervision.risks.queries import RELATED
from ancheng.supervision.risks.values import Trigger
from ancheng.supervision.risks.workflows.risk import WATCHED
from ancheng.supervision.risks.zones import zone_of

BATCH = 1000

# After an accident has been verified and graded, what was thought of the enterprise's risks holds no more.
VERIFIED = {"accidents.accident"}


def assess_again(fact: CaseMoved) -> None:
    """The risks of an enterprise with an accident fall due; told twice, it happens once."""
    if fact.subject_type not in VERIFIED:
        return
    accident = apps.get_model(fact.subject_type).objects.filter(pk=fact.subject_id).first()
    enterprise_id = getattr(accident, "enterprise_id", None)
    if not enterprise_id:
        return
    # What was assessed after the accident already knows of it.
    known = Risk.objects.filter(
        enterprise_id=enterprise_id, state__in=WATCHED, assessed_on__lte=accident.occurred_at.date()
    )
    trigger_many(
        risk_ids=list(known.values_list("pk", flat=True)),
        trigger=Trigger.ACCIDENT,
        why=f"发生事故：{accident}",
        by=PLATFORM,
        at=fact.at,
    )


def put_in_place_again(fact: BoundariesChanged) -> None:
    """Risks learn anew in whose area they lie and who sees them; the areas are graded anew after it."""
    last = 0
    while rows := list(_placed(last)):
        last = rows[-1].pk
        spots = [each.geometry.point_on_surface for each in rows]
        moved = []
        for risk, spot, found in zip(rows, spots, locate_many([each.coords for each in spots]), strict=True):
            sites = [each for each in (risk.enterprise, risk.owner_unit) if each]
            there = (found.subdistrict_id, found.community_id, found.grid_id, zone_of(spot, sites))
            if there != (risk.subdistrict_id, risk.community_id, risk.grid_id, risk.zone_id):
                risk.subdistrict_id, risk.community_id, risk.grid_id, risk.zone_id = there
                risk.derive_scope()
                moved.append(risk)
        Risk.every.bulk_update(moved, ["subdistrict", "community", "grid", "zone", "seen_by"])
    refresh(at=fact.at)


def _placed(after: int) -> QuerySet[Risk]:
    """The next risks with a place of their own; the risk of a whole area lies where that area is."""
    rows: QuerySet[Risk] = Risk.every.filter(pk__gt=after, geometry__isnull=False).exclude(
        subject=Subject.AREA
    )
    return rows.select_related(*RELATED).order_by("pk")[:BATCH]


REACTIONS = {CaseMoved: [assess_again], BoundariesChanged: [put_in_place_again]}
