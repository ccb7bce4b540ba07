"""Tables of penalties: the cases, and what lies in their files."""

from ancheng.supervision.penalties.cases import (
    Band,
    Lifted,
    PenaltyCase,
    Procedure,
    Sanction,
    Spared,
    Transfer,
)
from ancheng.supervision.penalties.folder import (
    Evidence,
    EvidenceKind,
    Medium,
    Officer,
    Part,
    Payment,
    Recording,
    Statement,
)

__all__ = [
    "Band",
    "Evidence",
    "EvidenceKind",
    "Lifted",
    "Medium",
    "Officer",
    "Part",
    "Payment",
    "PenaltyCase",
    "Procedure",
    "Recording",
    "Sanction",
    "Spared",
    "Statement",
    "Transfer",
]
