"""What follows for risks from what other registers decided."""

from __future__ import annotations

from django.apps import apps

from ancheng.base.asker import PLATFORM
from ancheng.contracts.kernel import CaseMoved
from ancheng.supervision.risks.actions import trigger_many
from ancheng.supervision.risks.models import Risk
from ancheng.supervision.risks.values import Trigger
from ancheng.supervision.risks.workflows.risk import WATCHED

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


REACTIONS = {CaseMoved: [assess_again]}
