"""Tables of enforcement: libraries and plans, draws, inspections and what was recorded on the spot."""

from ancheng.supervision.enforcement.draws import Draw
from ancheng.supervision.enforcement.inspections import (
    Assignment,
    Evidence,
    EvidenceKind,
    Inspection,
    ItemResult,
    Medium,
    Outcome,
    Recording,
    Source,
    Submission,
    Verdict,
)
from ancheng.supervision.enforcement.libraries import Inspector, Interest, Item, Plan, Quota, Tie

__all__ = [
    "Assignment",
    "Draw",
    "Evidence",
    "EvidenceKind",
    "Inspection",
    "Inspector",
    "Interest",
    "Item",
    "ItemResult",
    "Medium",
    "Outcome",
    "Plan",
    "Quota",
    "Recording",
    "Source",
    "Submission",
    "Tie",
    "Verdict",
]
