"""The sheet on which the command of an incident is handed over 事件指挥移交单."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="事件指挥移交单",
    number="{prefix}移交〔{year}〕{n}号",
    title="“{title}”指挥移交单",
    word=Path(__file__).with_suffix(".docx"),
    page="incidents/documents/incident_handover.html",
    sample={
        "number": "示例〔2026〕1号",
        "exercise": False,
        "incident": "SJ-2026-0001",
        "title": "示例路火情",
        "state": "处置中；等级一般；响应四级",
        "due": "2026年11月24日 12时30分",
        "short": "无",
        "running": "无",
        "lines": "示例记录",
        "left": "无",
        "unit": "示例单位",
        "given": "示例人 2026年11月24日 08时30分",
        "date": "2026年11月24日",
    },
)
