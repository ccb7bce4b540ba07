"""What follows for credit from what other registers decided."""

from __future__ import annotations

from django.apps import apps

from ancheng.base.asker import PLATFORM
from ancheng.contracts.kernel import CaseMoved
from ancheng.supervision.credit.actions import gather

# After which step of which case something new is known about its enterprise.
TELLING = {
    "accidents.accident": {"approve", "conclude"},
    "hotline.report": {"verify"},
    "dangers.listing": {"list"},
}


def gather_anew(fact: CaseMoved) -> None:
    """Gather and rate the enterprise of a case that was decided."""
    if fact.verb not in TELLING.get(fact.subject_type, ()):
        return
    case = apps.get_model(fact.subject_type).every.filter(pk=fact.subject_id).first()
    enterprise_id = getattr(case, "enterprise_id", None) or getattr(
        getattr(case, "danger", None), "enterprise_id", None
    )
    if enterprise_id:
        gather(enterprise_ids=[enterprise_id], by=PLATFORM, at=fact.at)


REACTIONS = {CaseMoved: [gather_anew]}
