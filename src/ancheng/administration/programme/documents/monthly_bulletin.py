"""The monthly bulletin 月度通报."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="月度通报",
    number="{prefix}通〔{year}〕{n}号",
    title="关于{period}任务进展情况的通报",
    word=Path(__file__).with_suffix(".docx"),
    page="programme/documents/monthly_bulletin.html",
    sample={
        "number": "示例通〔2026〕1号",
        "exercise": False,
        "period": "2026年11月",
        "programme": "示例实施方案",
        "total": 100,
        "done": 40,
        "open": 60,
        "late": 5,
        "done_percent": 40,
        "ranking": [{"place": 1, "unit": "示例局", "total": 10, "done": 8, "late": 0, "done_percent": 80}],
        "late_tasks": [{"unit": "示例局", "task": "示例任务", "deadline": "2026-11-01", "days": 3}],
        "demands": "请各责任单位对照时限加快推进。",
        "issuer": "安委办",
        "date": "2026年11月24日",
    },
)
