"""The document recheck opinion 整改复查意见书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="整改复查意见书",
    number="{prefix}复查〔{year}〕{n}号",
    title="{unit}整改复查意见",
    word=Path(__file__).with_suffix(".docx"),
    page="enforcement/documents/recheck_opinion.html",
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
        "requirement": "示例整改要求",
        "problems": "示例问题",
        "verdict": "整改合格",
        "opinion": "示例意见",
        "times": "1",
    },
)
