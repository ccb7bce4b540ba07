"""The bulletin of a week or month 工作简报."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="工作简报",
    number="{prefix}简〔{year}〕{n}号",
    title="{title}",
    word=Path(__file__).with_suffix(".docx"),
    page="steering/documents/steering_bulletin.html",
    sample={
        "number": "示例简〔2026〕1号",
        "exercise": False,
        "title": "安全发展工作周报（2026年第47周）",
        "span": "2026年11月16日至2026年11月22日",
        "sections": [{"number": "一", "heading": "总体进展", "text": "任务共100项，已办结40项。"}],
        "late_tasks": [{"unit": "示例局", "task": "示例任务", "deadline": "2026-11-01", "days": 3}],
        "late_shown": "共1项",
        "missed": [{"name": "示例指标", "value": "90%", "target": "≥95%", "owner": "示例局"}],
        "issuer": "安委办",
        "date": "2026年11月24日",
    },
)
