"""What pages ask about runs, limited to what the asker may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.decision.runs.models import OPEN, Run

RUNNERS = (
    Role.ADMINISTRATOR,
    Role.OFFICE,
    Role.DEPARTMENT,
    Role.SUBDISTRICT,
    Role.ENFORCEMENT,
    Role.DUTY,
    Role.COMMANDER,
)
# What a list does not show need not be read.
HEAVY = ("result", "kept", "inputs", "around")


def visible(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Run]:
    """The runs that the asker may see, without what a list does not show."""
    found: QuerySet[Run] = Run.every.in_realm(realm).visible_to(asker).select_related("unit").defer(*HEAVY)
    return found


def narrowed(rows: QuerySet[Run], asked: dict[str, Any]) -> QuerySet[Run]:
    """The rows that the filters of the list leave."""
    if model := asked.get("model"):
        rows = rows.filter(model=model)
    if state := asked.get("state"):
        rows = rows.filter(state__in=OPEN) if state == "running" else rows.filter(state=state)
    if text := asked.get("text"):
        rows = rows.filter(purpose__icontains=text)
    if incident := asked.get("incident"):
        rows = rows.filter(incident_id=incident)
    return rows


def one(asker: Asker, pk: int) -> Run:
    """The run, or a refusal that does not say whether it exists; an exercise is seen as one."""
    found: Run | None = (
        Run.every.visible_to(asker).select_related("unit", "subdistrict", "community").filter(pk=pk).first()
    )
    if found is None:
        raise Absent("没有这次测算，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def count_waiting(asker: Asker) -> int:
    """The asker's own runs that are not finished."""
    return Run.objects.filter(person_id=asker.person_id, state__in=OPEN).count()


def of_incident(asker: Asker, incident_id: int) -> list[Run]:
    """Runs made for an incident, newest first."""
    return list(
        Run.every.visible_to(asker)
        .select_related("unit")
        .defer("kept", "inputs")
        .filter(incident_id=incident_id)
        .order_by("-pk")[:20]
    )


def comparable(asker: Asker, run: Run) -> QuerySet[Run]:
    """Other finished runs of the same model, for two side by side."""
    return visible(asker, Realm(run.realm)).filter(model=run.model, state="done").exclude(pk=run.pk)
