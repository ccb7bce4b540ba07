"""The decision on a penalty 行政处罚决定书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="行政处罚决定书",
    number="{prefix}应急罚〔{year}〕{n}号",
    title="关于“{matter}”的行政处罚决定",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/penalty_decision.html",
    sample=SAMPLE,
)
