"""What follows from facts: the log of an incident tells how far it is with what was called for it, and a merge takes it along."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM
from ancheng.command.shelters.actions import tell_incident
from ancheng.command.shelters.models import Opening
from ancheng.contracts.command import IncidentMerged
from ancheng.contracts.kernel import CaseMoved


def moved(fact: CaseMoved) -> None:
    if fact.subject_type != "shelters.opening":
        return
    found = Opening.every.select_related("shelter").filter(pk=fact.subject_id, state=fact.to_state).first()
    if found is not None:
        tell_incident(found, by=PLATFORM, at=fact.at)


def merged(fact: IncidentMerged) -> None:
    Opening.every.filter(incident_id=fact.incident_id).update(incident_id=fact.into_id)


REACTIONS = {CaseMoved: [moved], IncidentMerged: [merged]}
