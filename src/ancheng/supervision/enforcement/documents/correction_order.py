"""The document correction order 责令限期整改指令书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="责令限期整改指令书",
    number="{prefix}责改〔{year}〕{n}号",
    title="关于责令{unit}限期整改的指令",
    word=Path(__file__).with_suffix(".docx"),
    page="enforcement/documents/correction_order.html",
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
        "inspected_on": "2026年11月24日",
        "problems": "示例问题",
        "requirement": "示例整改要求",
        "deadline": "2026年12月9日",
    },
)
