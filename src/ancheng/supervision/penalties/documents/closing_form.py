"""The form on which a case is closed 结案审批表."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="结案审批表",
    number="{prefix}应急结〔{year}〕{n}号",
    title="“{matter}”结案审批表",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/closing_form.html",
    sample=SAMPLE,
)
