"""What a supervision notice (督办单) says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from ancheng.base.asker import Asker
from ancheng.kernel.tasks.models import Task


def notice_context(task: Task, demands: str, by: Asker, at: datetime) -> dict[str, Any]:
    """The values for the Word template of a supervision notice."""
    late_days = (at - task.due_at).days if task.due_at and task.due_at < at else 0
    return {
        "unit": task.owner_unit.name,
        "task": str(task),
        "task_number": task.number,
        "task_title": task.title,
        "task_text": task.text,
        "source": task.source_label,
        "state": str(task.state_label),
        "progress": task.progress,
        "deadline": f"{task.ends_on:%Y年%m月%d日}" if task.ends_on else "未规定",
        "late_days": late_days,
        "demands": demands.strip(),
        "issuer": by.unit_name,
        "contact": by.name,
        "date": f"{timezone.localtime(at):%Y年%m月%d日}",
    }
