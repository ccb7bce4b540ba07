"""The document inspection record 现场检查记录."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="现场检查记录",
    number="{prefix}检记〔{year}〕{n}号",
    title="{unit}现场检查记录",
    word=Path(__file__).with_suffix(".docx"),
    page="enforcement/documents/inspection_record.html",
    sample={
        "number": "示例〔2026〕1号",
        "exercise": False,
        "unit": "示例单位",
        "inspection": "JC-2026-000001",
        "item": "示例检查事项",
        "basis": "示例依据条款",
        "place": "示例地址",
        "inspectors": "示例人（证号）",
        "issuer": "示例单位",
        "contact": "示例人",
        "date": "2026年11月24日",
        "arrived": "2026年11月24日 09时00分",
        "recorded": "2026年11月24日 10时00分",
        "attended": "示例在场人",
        "unsigned": "无",
        "counts": "合格1项，不合格0项，不涉及0项",
        "problems": "示例问题",
        "checked": "示例内容",
        "opinion": "示例意见",
    },
)
