"""The rectification notice 整改通知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="隐患整改通知书",
    number="{prefix}隐改〔{year}〕{n}号",
    title="关于限期整改“{danger}”的通知",
    word=Path(__file__).with_suffix(".docx"),
    page="dangers/documents/rectification_notice.html",
    sample={
        "number": "示例隐改〔2026〕1号",
        "exercise": False,
        "unit": "示例单位",
        "danger": "示例隐患",
        "danger_number": "YH-2026-000001",
        "grade": "一般",
        "found_on": "2026年11月24日",
        "place": "示例地址",
        "description": "示例描述",
        "clause": "示例条款",
        "requirement": "示例整改要求",
        "interim": "无",
        "deadline": "2026年12月9日",
        "supervisor": "示例监管单位",
        "issuer": "示例单位",
        "contact": "示例人",
        "date": "2026年11月24日",
    },
)
