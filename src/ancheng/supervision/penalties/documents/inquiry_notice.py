"""The summons to be asked 调查询问通知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="调查询问通知书",
    number="{prefix}应急询〔{year}〕{n}号",
    title="关于接受“{matter}”调查询问的通知",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/inquiry_notice.html",
    sample=SAMPLE | {"asked": "示例人", "when": "2026年11月25日 09时00分", "place": "示例地点"},
)
