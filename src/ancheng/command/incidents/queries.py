"""What lists, rooms and other apps ask about incidents, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.incidents import rules
from ancheng.command.incidents.lanes import forces
from ancheng.command.incidents.models import SUBJECT, Incident, LogEntry, Need, Presence, Reporter
from ancheng.command.incidents.workflows.incident import OPEN
from ancheng.kernel.tasks.models import Task

# Who reads who told of it: who takes calls and who commands.
REPORTER_READERS = (Role.DUTY, Role.COMMANDER, Role.OFFICE)
PRESENT = timedelta(seconds=90)
RECENT = timedelta(hours=24)


def incidents(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Incident]:
    rows: QuerySet[Incident] = Incident.every.visible_to(asker).in_realm(realm)
    return rows.select_related("owner_unit", "subdistrict")


def one(asker: Asker, key: int) -> Incident:
    rows = Incident.every.visible_to(asker).select_related(
        "owner_unit", "subdistrict", "community", "merged_into"
    )
    found: Incident | None = rows.filter(pk=key).first()
    if found is None:
        raise Absent("没有这起事件，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_source(asker: Asker, source: str, key: int) -> Incident | None:
    """The incident that came from there, or the one that it was merged into."""
    rows = Incident.every.visible_to(asker).select_related("merged_into")
    found: Incident | None = rows.filter(source=source, source_id=key).order_by("-pk").first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def open_now(asker: Asker) -> QuerySet[Incident]:
    return incidents(asker).filter(state__in=OPEN)


def count_open(asker: Asker) -> int:
    return open_now(asker).count()


def report_overdue(asker: Asker, at: datetime) -> QuerySet[Incident]:
    return incidents(asker).filter(report_due_at__lt=at)


def reporters(asker: Asker, incident: Incident) -> QuerySet[Reporter]:
    """Who told of it, nobody where the asker may not know."""
    rows = incident.reporters.all()
    return rows if asker.holds(*REPORTER_READERS) else rows.none()


def tasks(incident: Incident) -> QuerySet[Task]:
    return (
        Task.every.filter(source_type=SUBJECT, source_id=incident.pk, realm=incident.realm)
        .select_related("owner_unit")
        .order_by("pk")
    )


def entries(incident: Incident, *, sort: str = "", until: int | None = None) -> QuerySet[LogEntry]:
    """The log, the newest first; of one sort, or as it stood at entry `until`."""
    rows = incident.log.select_related("pin").order_by("-seq")
    if sort:
        rows = rows.filter(sort=sort)
    return rows if until is None else rows.filter(seq__lte=until)


def pinned(incident: Incident) -> QuerySet[LogEntry]:
    return incident.log.filter(pin__isnull=False).order_by("seq")


def present(incident: Incident, at: datetime) -> list[str]:
    rows = Presence.objects.filter(incident=incident, seen_at__gt=at - PRESENT).order_by("name")
    return list(rows.values_list("name", flat=True))


def doubles(asker: Asker, incident: Incident) -> list[Incident]:
    """Open incidents that may tell of the same thing."""
    near = Q(reported_at__gt=incident.happened_at - RECENT, kind=incident.kind)
    others = {
        each.pk: each for each in incidents(asker, Realm(incident.realm)).filter(near, state__in=OPEN)[:200]
    }
    found = rules.doubles(_told(incident), [_told(each) for each in others.values()])
    return [others[key] for key in found]


def _told(each: Incident) -> rules.Told:
    point = each.geometry.centroid if each.geometry else None
    return rules.Told(
        each.pk, each.kind, each.happened_at, point.x if point else None, point.y if point else None
    )


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need with who is on the way and who is there."""

    need: Need
    tally: rules.Tally


def needs(incident: Incident) -> list[NeedLine]:
    """Every need as it is filled at this moment; what lacks stands first."""
    known = forces(incident)
    lines = [NeedLine(each, each.tally(known)) for each in incident.needs.all()]
    return sorted(lines, key=lambda each: not each.tally.short)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The lanes of a room as the log knew them after entry `seq`."""

    seq: int
    at: datetime | None
    needs: list[dict[str, Any]]
    response_level: int | None
    tasks: list[str]

    @property
    def level_label(self) -> str:
        return rules.LEVELS[rules.Level(self.response_level)] if self.response_level else ""


def as_of(incident: Incident, seq: int) -> AsOf:
    """Replay the log up to and with entry `seq`."""
    needs: dict[str, dict[str, Any]] = {}
    level: int | None = None
    given: list[str] = []
    turnouts: dict[int, tuple[str, str]] = {}
    at: datetime | None = None
    for each in incident.log.filter(seq__lte=seq).order_by("seq"):
        at = each.at
        if each.sort == rules.Sort.NEED:
            needs[each.facts["need"]] = {"name": each.facts["need"], **each.facts}
        elif each.sort == rules.Sort.RESOURCE and each.facts.get("ability"):
            turnouts[each.facts["turnout"]] = (each.facts["ability"], each.facts["state"])
        elif each.sort == rules.Sort.RESPONSE:
            level = each.facts.get("level")
        elif each.sort in (rules.Sort.TASK, rules.Sort.INSTRUCTION):
            given.append(each.text)
    known = rules.forces(turnouts.values())
    for row in needs.values():
        row["tally"] = rules.Tally(
            row["amount"], row["filled"], known.get(row.get("ability") or "-", rules.Force())
        )
    return AsOf(seq, at, list(needs.values()), level, given)
