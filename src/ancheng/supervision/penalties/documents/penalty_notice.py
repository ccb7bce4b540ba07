"""The notice of the intended penalty 行政处罚告知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="行政处罚告知书",
    number="{prefix}应急罚告〔{year}〕{n}号",
    title="关于“{matter}”拟作出行政处罚的告知",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/penalty_notice.html",
    sample=SAMPLE,
)
