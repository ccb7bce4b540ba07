"""What follows from facts: the log of an incident tells how far it is with what was called for it, and a merge takes it along."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM
from ancheng.command.resources.actions import tell_incident
from ancheng.command.resources.models import CallOrder
from ancheng.contracts.command import IncidentMerged
from ancheng.contracts.kernel import CaseMoved


def moved(fact: CaseMoved) -> None:
    if fact.subject_type != "resources.callorder":
        return
    found = (
        CallOrder.every.select_related("warehouse").filter(pk=fact.subject_id, state=fact.to_state).first()
    )
    if found is not None:
        tell_incident(found, by=PLATFORM, at=fact.at)


def merged(fact: IncidentMerged) -> None:
    CallOrder.every.filter(incident_id=fact.incident_id).update(incident_id=fact.into_id)


REACTIONS = {CaseMoved: [moved], IncidentMerged: [merged]}
