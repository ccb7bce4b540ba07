"""The notice that a major danger is listed for supervision 挂牌督办通知书."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="重大隐患挂牌督办通知书",
    number="{prefix}挂督〔{year}〕{n}号",
    title="关于对重大隐患“{danger}”挂牌督办的通知",
    word=Path(__file__).with_suffix(".docx"),
    page="dangers/documents/listing_notice.html",
    sample={
        "number": "示例挂督〔2026〕1号",
        "exercise": False,
        "unit": "示例单位",
        "danger": "示例重大隐患",
        "danger_number": "YH-2026-000001",
        "level": "区级",
        "place": "示例地址",
        "clause": "示例条款",
        "description": "示例描述",
        "reason": "示例理由",
        "interim": "停产停业，撤出人员",
        "deadline": "2026年12月31日",
        "supervisor": "示例监管单位",
        "issuer": "安委办",
        "contact": "示例人",
        "date": "2026年11月24日",
    },
)
