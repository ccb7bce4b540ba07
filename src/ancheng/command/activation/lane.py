"""The plans of an incident in its room: those that fit, and what became of those that were activated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.command.activation.models import Activation
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency.models import Plan, Tier
from ancheng.command.incidents import catalogue
from ancheng.command.incidents.lanes import Lane
from ancheng.command.incidents.models import Incident

PROPOSED = 5
ENDED = ("done", "cancelled")


def proposed(incident: Incident, asker: Asker) -> QuerySet[Plan]:
    """Plans in force for what happens, the special plan of the place first, then the street's, then the district's."""
    matter = catalogue.kind(incident.kind).matter
    street = incident.subdistrict_id or 0
    near = Q(owner_unit_id__in=[street, incident.community_id or 0])
    rows = plans.visible(asker).filter(state__in=("valid", "revision_due"))
    rows = rows.filter(Q(matter=matter), near | Q(tier__in=(Tier.GOVERNMENT, Tier.DEPARTMENT)))
    order = Case(When(near, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(near=order).order_by("near", "tier", "title")[:PROPOSED]


def read(incident: Incident, asker: Asker, at: datetime) -> Mapping[str, Any]:
    found = (
        Activation.every.filter(incident_id=incident.pk)
        .select_related("plan")
        .annotate(all=Count("steps"), ended=Count("steps", filter=Q(steps__task__state__in=ENDED)))
        .order_by("at")
    )
    active = list(found)
    calling = asker.may_write and asker.holds(Role.OFFICE, Role.DUTY, Role.COMMANDER)
    may = calling and incident.open
    used = {each.plan_id for each in active if each.ended_at is None}
    return {
        "activations": active,
        "plans": [each for each in proposed(incident, asker) if each.pk not in used] if may else [],
        "may_activate": may,
    }


LANES = (Lane(20, "activation/lane.html", read),)
