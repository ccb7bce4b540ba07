"""Reading a government plan: documents to text, text to tasks, units, phases, safeguards and targets."""

from ancheng.science.plan_text.compare import GroupChange, PlanDifference, compare
from ancheng.science.plan_text.model import (
    Group,
    Kind,
    NamedUnit,
    Phase,
    Plan,
    Role,
    Safeguard,
    Section,
    Span,
    Target,
)
from ancheng.science.plan_text.names import normalise_unit_name
from ancheng.science.plan_text.parse import parse_plan
from ancheng.science.plan_text.read import DocumentKind, DocumentText, read_document

__all__ = [
    "DocumentKind",
    "DocumentText",
    "Group",
    "GroupChange",
    "Kind",
    "NamedUnit",
    "Phase",
    "Plan",
    "PlanDifference",
    "Role",
    "Safeguard",
    "Section",
    "Span",
    "Target",
    "compare",
    "normalise_unit_name",
    "parse_plan",
    "read_document",
]
