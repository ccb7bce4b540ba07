"""The sheet on which one shift hands over to the next 值班交接单."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="值班交接单",
    number="{prefix}值交〔{year}〕{n}号",
    title="{desk}值班交接单（{span}）",
    word=Path(__file__).with_suffix(".docx"),
    page="duty/documents/handover.html",
    sample={
        "number": "示例值交〔2026〕1号",
        "exercise": False,
        "desk": "示例值班室",
        "unit": "示例单位",
        "span": "2026年11月24日 08时30分至2026年11月25日 08时30分",
        "people": "示例人（带班领导）、示例人（值班员）",
        "summary": "示例情况",
        "entries": "09:10 来电：示例",
        "left": "无",
        "equipment": "设备正常，通信畅通",
        "given": "示例人 2026年11月25日 08时30分",
        "taken": "示例人 2026年11月25日 08时31分",
        "date": "2026年11月25日",
    },
)
