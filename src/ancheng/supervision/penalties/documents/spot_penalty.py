"""The decision made on the spot 当场处罚决定书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="当场行政处罚决定书",
    number="{prefix}应急当罚〔{year}〕{n}号",
    title="关于“{matter}”的当场行政处罚决定",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/spot_penalty.html",
    sample=SAMPLE,
)
