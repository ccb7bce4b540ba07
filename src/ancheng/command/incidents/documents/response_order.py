"""The order of a response 应急响应令."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="应急响应令",
    number="{prefix}应响〔{year}〕{n}号",
    title="关于“{title}”的{level}应急响应令",
    word=Path(__file__).with_suffix(".docx"),
    page="incidents/documents/response_order.html",
    sample={
        "number": "示例〔2026〕1号",
        "exercise": False,
        "incident": "SJ-2026-0001",
        "title": "示例路火情",
        "matter": "示例事项",
        "level": "四级",
        "duration": "24小时",
        "measures": "示例措施",
        "city_number": "（不需要）",
        "unit": "示例单位",
        "signer": "示例人",
        "started": "2026年11月24日 08时30分",
        "lifted": "（尚未解除）",
        "date": "2026年11月24日",
    },
)
