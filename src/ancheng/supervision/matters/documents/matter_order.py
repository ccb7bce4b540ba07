"""The order that a step of a matter issues, such as a stop-use order 责令停止使用通知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="专项事项责令通知书",
    number="{prefix}专责〔{year}〕{n}号",
    title="{unit}“{matter}”{title}",
    word=Path(__file__).with_suffix(".docx"),
    page="matters/documents/matter_order.html",
    sample={
        "number": "示例专责〔2026〕1号",
        "exercise": False,
        "title": "特种设备责令停止使用通知书",
        "unit": "示例单位",
        "matter": "示例电梯",
        "matter_number": "TSSX-2026-00001",
        "place": "示例地址",
        "facts": [{"label": "应检日期", "text": "2026-10-01"}],
        "issuer": "示例监管部门",
        "contact": "示例人",
        "date": "2026年11月24日",
    },
)
