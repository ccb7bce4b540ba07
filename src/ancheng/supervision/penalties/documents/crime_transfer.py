"""The letter that hands a case to the police 涉嫌犯罪案件移送书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind
from ancheng.supervision.penalties.documents._sample import SAMPLE

DOCUMENT = DocumentKind(
    label="涉嫌犯罪案件移送书",
    number="{prefix}应急移〔{year}〕{n}号",
    title="关于移送“{matter}”涉嫌犯罪案件的函",
    word=Path(__file__).with_suffix(".docx"),
    page="penalties/documents/crime_transfer.html",
    sample=SAMPLE | {"offence": "示例罪名", "reason": "示例理由", "police": "示例公安分局"},
)
