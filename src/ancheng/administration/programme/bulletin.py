"""What the monthly bulletin says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from ancheng.administration.programme import queries
from ancheng.administration.programme.models import Programme
from ancheng.base.asker import Asker
from ancheng.kernel.tasks import queries as tasks

MOST_LATE = 60


def bulletin_context(programme: Programme, demands: str, by: Asker, at: datetime) -> dict[str, Any]:
    """The values for the Word template of a monthly bulletin."""
    ids = list(programme.groups.values_list("pk", flat=True))
    rows = tasks.of_sources(by, queries.SOURCE, ids)
    tally = tasks.tally(rows, at)
    late = tasks.late(rows, at).order_by("due_at", "pk")[:MOST_LATE]
    local = timezone.localtime(at)
    return {
        "period": f"{local:%Y年%m月}",
        "programme": programme.title,
        "total": tally.total,
        "done": tally.done,
        "open": tally.open,
        "late": tally.late,
        "done_percent": tally.done_percent or 0,
        "ranking": [
            {
                "place": each.place,
                "unit": each.unit.name,
                "total": each.tally.total,
                "done": each.tally.done,
                "late": each.tally.late,
                "done_percent": each.tally.done_percent or 0,
            }
            for each in queries.ranking(programme, by, at)
        ],
        "late_tasks": [
            {
                "unit": task.owner_unit.name,
                "task": str(task),
                "deadline": f"{timezone.localtime(task.due_at):%Y-%m-%d}",
                "days": (at - task.due_at).days,
            }
            for task in late
            if task.due_at
        ],
        "demands": demands,
        "issuer": by.unit_name,
        "date": f"{local:%Y年%m月%d日}",
    }
