"""What lists, counts and matrices ask about tasks, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.tasks.workflows.task import WORKFLOW

OPEN = WORKFLOW.open_states


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks are open, late, due soon and done."""

    total: int = 0
    open: int = 0
    late: int = 0
    submitted: int = 0
    done: int = 0

    @property
    def done_percent(self) -> int | None:
        """Whole percent done; None where there is no task, which is not 0."""
        return None if not self.total else self.done * 100 // self.total


def visible(asker: Asker) -> QuerySet[Task]:
    return Task.objects.visible_to(asker).select_related("owner_unit", "issuer_unit")


def late(tasks: QuerySet[Task], at: datetime) -> QuerySet[Task]:
    """The open ones whose running clock has passed its end."""
    return tasks.filter(state__in=OPEN, due_at__lt=at)


def mine(asker: Asker) -> QuerySet[Task]:
    """What waits for the asker's own unit now: to be done, or to be checked."""
    doing = Q(owner_unit_id=asker.unit_id, state__in=("assigned", "planned", "in_progress", "returned"))
    checking = Q(issuer_unit_id=asker.unit_id, state__in=("submitted", "checked"))
    return visible(asker).filter(doing | checking).order_by("due_at", "pk")


def count_mine(asker: Asker) -> int:
    return mine(asker).count()


def _tally_columns(at: datetime) -> dict[str, Count]:
    return {
        "total": Count("pk", filter=~Q(state="cancelled")),
        "open": Count("pk", filter=Q(state__in=OPEN)),
        "late": Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
        "submitted": Count("pk", filter=Q(state="submitted")),
        "done": Count("pk", filter=Q(state="done")),
    }


def tally(tasks: QuerySet[Task], at: datetime) -> Tally:
    return Tally(**tasks.order_by().aggregate(**_tally_columns(at)))


def tally_by(tasks: QuerySet[Task], field: str, at: datetime) -> dict[int, Tally]:
    """One tally per value of `field`, such as `owner_unit_id` or `source_id`."""
    rows = tasks.order_by().values(field).annotate(**_tally_columns(at))
    return {row.pop(field): Tally(**row) for row in rows}


def of_sources(asker: Asker, source_type: str, source_ids: Iterable[int]) -> QuerySet[Task]:
    """The tasks that the given sources asked for."""
    return visible(asker).filter(source_type=source_type, source_id__in=list(source_ids))
