"""The receipt of service 送达回证."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="送达回证",
    number="{prefix}应急送〔{year}〕{n}号",
    title="“{matter}”决定书送达回证",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/service_receipt.html",
    sample=SAMPLE,
)
