"""What follows for grid events from facts about dangers."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM
from ancheng.contracts.kernel import CaseMoved
from ancheng.supervision.dangers.workflows.danger import WORKFLOW
from ancheng.supervision.grid.actions import follow


def follow_danger(fact: CaseMoved) -> None:
    """When a danger ends, the grid event that it came from may be closed."""
    if fact.subject_type == "dangers.danger" and fact.to_state in WORKFLOW.ends:
        outcome = str(WORKFLOW.label_of(fact.to_state))
        follow(danger_id=fact.subject_id, outcome=outcome, by=PLATFORM, at=fact.at)


REACTIONS = {CaseMoved: [follow_danger]}
