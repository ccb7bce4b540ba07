"""What follows from facts of incidents: where two were one, the activations of the first belong to the second."""

from __future__ import annotations

from ancheng.command.activation.models import Activation
from ancheng.contracts.command import IncidentMerged


def follow(fact: IncidentMerged) -> None:
    Activation.every.filter(incident_id=fact.incident_id).update(incident_id=fact.into_id)


REACTIONS = {IncidentMerged: [follow]}
