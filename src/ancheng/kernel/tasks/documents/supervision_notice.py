"""The supervision notice 督办单."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="督办单",
    number="{prefix}督〔{year}〕{n}号",
    title="关于督促办理“{task_title}”的督办单",
    word=Path(__file__).with_suffix(".docx"),
    page="tasks/documents/supervision_notice.html",
    sample={
        "number": "示例督〔2026〕1号",
        "exercise": False,
        "unit": "示例单位",
        "task": "二(一)1#1 示例任务",
        "task_number": "二(一)1#1",
        "task_title": "示例任务",
        "task_text": "示例要求",
        "source": "示例方案",
        "state": "推进中",
        "progress": 40,
        "deadline": "2026年12月31日",
        "late_days": 3,
        "demands": "请于三日内报送进展。",
        "issuer": "安委办",
        "contact": "示例人",
        "date": "2026年11月24日",
    },
)
