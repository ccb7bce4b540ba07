"""A report upward on an incident 突发事件信息初报、续报、终报."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="突发事件信息报告",
    number="{prefix}值报〔{year}〕{n}号",
    title="{heading}：{title}",
    word=Path(__file__).with_suffix(".docx"),
    page="incidents/documents/incident_report.html",
    sample={
        "number": "示例〔2026〕1号",
        "exercise": False,
        "heading": "突发事件信息初报",
        "incident": "SJ-2026-0001",
        "title": "示例路火情",
        "to": "示例指挥中心",
        "text": "示例内容",
        "unit": "示例单位",
        "signer": "示例人",
        "sent": "2026年11月24日 08时30分",
        "date": "2026年11月24日",
    },
)
