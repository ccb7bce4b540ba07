"""The form on which filing is approved 立案审批表."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="立案审批表",
    number="{prefix}应急立〔{year}〕{n}号",
    title="“{matter}”立案审批表",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/filing_form.html",
    sample=SAMPLE,
)
