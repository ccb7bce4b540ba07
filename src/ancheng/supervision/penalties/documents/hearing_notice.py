"""The notice of the right to a hearing 听证告知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="听证告知书",
    number="{prefix}应急听告〔{year}〕{n}号",
    title="关于“{matter}”听证权利的告知",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/hearing_notice.html",
    sample=SAMPLE,
)
