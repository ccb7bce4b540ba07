"""What follows from facts of command: an incident that was gone through becomes a case from which others learn."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.base.realm import Realm
from ancheng.contracts.command import IncidentReviewed
from ancheng.decision.knowledge.actions import submit_precedent
from ancheng.decision.knowledge.models import Kind, Precedent
from ancheng.decision.knowledge.similar import INCIDENT as SOURCE
from ancheng.decision.knowledge.similar import KIND_OF


def learn(fact: IncidentReviewed) -> None:
    """Hand the case in for review, once; an exercise teaches its own evaluation, not the case base."""
    if (
        fact.realm != Realm.ACTUAL
        or Precedent.every.filter(source_type=SOURCE, source_id=fact.incident_id).exists()
    ):
        return
    case = Precedent(
        title=fact.title, kind=KIND_OF.get(fact.kind, Kind.OTHER), occurred_on=beijing_day(fact.happened_at),
        deaths=fact.deaths, injured=fact.injured, brief=f"{fact.number} {fact.title}", direct_cause=fact.cause,
        lessons=fact.lessons, source_type=SOURCE, source_id=fact.incident_id,
    )  # fmt: skip
    submit_precedent(precedent=case, by=PLATFORM, at=fact.at)


REACTIONS = {IncidentReviewed: [learn]}
