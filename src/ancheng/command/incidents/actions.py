"""Verbs on incidents: open, log, merge, ask for tasks and needs; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import INCIDENT_OPENERS, Role
from ancheng.command.authority import commanding_unit
from ancheng.command.incidents import catalogue, rules
from ancheng.command.incidents.exposure import exposed
from ancheng.command.incidents.lanes import abilities, asks, forces
from ancheng.command.incidents.models import SUBJECT, Incident, LogEntry, Need, Pin, Reporter, Source
from ancheng.command.incidents.rules import ReportSort, Sort
from ancheng.command.incidents.workflows.incident import RUNNERS
from ancheng.contracts.command import IncidentMerged, IncidentOpened
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.events.actions import announce
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.monitoring.public import Said, tell_live

NUMBER = "SJ-{year}-{n:04d}"
TASK_NUMBER = "RW-{year}-{n:05d}"
TOPIC = "incident"
# In what crews are counted where nobody says otherwise.
CREWS = "组"
# Who may write into the log of an incident that they see.
WRITERS = (*RUNNERS, Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT, Role.GRID)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who told of it, as far as known."""

    name: str = ""
    phone: str = ""
    said: str = ""


@transaction.atomic
@in_record_language
def open_incident(
    *, title: str, kind: str, source: str, by: Asker, at: datetime, happened_at: datetime | None = None,
    lon: float | None = None, lat: float | None = None, address: str = "", text: str = "", grade: int | None = None,
    sensitive: bool = False, deaths: int = 0, injured: int = 0, loss_yuan: int | None = None,
    source_id: int | None = None, source_label: str = "", asset_id: int | None = None, caller: Caller | None = None,
    key: str | None = None, realm: Realm = Realm.ACTUAL, synthetic: bool = False,
) -> Incident:  # fmt: skip
    """Open an incident with its circle, what lies in it, its first needs and its clocks; a repeated `key` opens none."""
    if not by.holds(*INCIDENT_OPENERS) or not by.may_write:
        raise NotAllowed("当前岗位不能登记突发事件，请拨打值班电话报告。")
    if key is not None:
        # Two submits of one form wait for each other here; the second finds what the first wrote.
        known = _opened_with(key)
        if known is not None:
            return known
    declared = catalogue.kind(kind)
    if not title.strip():
        raise Refusal("请用一句话写明发生了什么，如“某某路12号楼燃气泄漏”。")
    if source not in Source.values:
        raise Refusal("请选择事件来源。")
    happened = happened_at or at
    if happened > at + timedelta(minutes=5):
        raise Refusal("发生时间不能晚于现在，请核对。")
    on = beijing_day(at)
    figures: dict[str, Any] = {"deaths": deaths, "injured": injured, "loss_yuan": loss_yuan}
    catalogue.check_grade(kind, grade, on=on, **figures)
    suggested = catalogue.suggested_grade(kind, on=on, **figures)
    incident = Incident(
        number=next_number(kind="incident", pattern=NUMBER, at=at, realm=realm), title=title.strip()[:120],
        kind=kind, grade=grade or (suggested.value if suggested else None), sensitive=sensitive, source=source,
        source_id=source_id, source_label=source_label[:120], key=key, asset_id=asset_id, happened_at=happened,
        reported_at=at, text=text.strip(), radius_m=declared.radius_m, address=address.strip()[:200],
        owner_unit=commanding_unit(), realm=realm, synthetic=synthetic, **figures,
    )  # fmt: skip
    _place(incident, lon, lat, at)
    open_cases(cases=[incident], verb="接报", by=by, at=at)
    _first_words(incident, caller, by, at)
    expect_report(incident, at=at)
    announce(
        IncidentOpened(
            incident.pk, incident.number, kind, incident.grade, incident.title, source, source_id, lon, lat,
            incident.subdistrict_id, asset_id, str(realm), at,
        )
    )  # fmt: skip
    return incident


def _opened_with(key: str) -> Incident | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [key])
    found: Incident | None = Incident.every.filter(key=key).first()
    return found


def _place(incident: Incident, lon: float | None, lat: float | None, at: datetime) -> None:
    if lon is None or lat is None:
        return
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refusal("位置坐标无效，请在地图上重新点选。")
    incident.geometry = Point(lon, lat, srid=4326)
    put_in_place(incident)
    incident.exposed = exposed(lon, lat, incident.radius_m, at)


def _first_words(incident: Incident, caller: Caller | None, by: Asker, at: datetime) -> None:
    if caller is not None and (caller.name or caller.phone or caller.said):
        Reporter.objects.create(
            incident=incident, name=caller.name.strip()[:40], phone=caller.phone.strip()[:30],
            said=caller.said.strip(), told_at=at,
        )  # fmt: skip
    label = Source(incident.source).label
    origin = f"{label} {incident.source_label}".strip()
    log(incident, Sort.CALL, f"{origin}：{incident.text or incident.title}", by=by, at=at)
    for each in rules.joined(catalogue.kind(incident.kind).asks, asks(incident.kind)):
        need = Need.objects.create(
            incident=incident, name=each.name, amount=each.amount, unit=each.unit, ability=each.ability,
            asked_at=at, changed_at=at,
        )  # fmt: skip
        _log_need(need, 0, by, at)


def log(
    incident: Incident, sort: Sort, text: str, *, by: Asker, at: datetime, facts: dict[str, Any] | None = None,
    key: str | None = None, lon: float | None = None, lat: float | None = None,
) -> LogEntry:  # fmt: skip
    """Write one entry; the database gives it the next number, and the same `key` writes it once."""
    if not text.strip():
        raise Refusal("请填写内容。")
    entry = LogEntry(
        incident=incident, sort=sort.value, text=text.strip()[:4000], facts=facts or {}, at=at, by_id=by.person_id,
        by_name=by.name, unit_name=by.unit_name, key=key, lon=lon, lat=lat,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            entry.refresh_from_db(fields=["seq"])
            tell(incident, at=at, seq=entry.seq)
    except IntegrityError:
        if key is None:
            raise
        return LogEntry.objects.get(incident=incident, key=key)
    return entry


@transaction.atomic
def note(
    *, incident_id: int, sort: Sort, text: str, by: Asker, at: datetime, key: str, facts: dict[str, Any] | None = None
) -> None:  # fmt: skip
    """Let another part of the desk write what it did into the log, once by `key`; an incident that is gone is no fault."""
    incident = Incident.every.filter(pk=incident_id).first()
    while incident is not None and incident.merged_into is not None:
        incident = incident.merged_into
    if incident is not None:
        log(incident, sort, text, by=by, at=at, key=key, facts=facts)


def tell(incident: Incident, *, at: datetime, seq: int = 0) -> None:
    """Let every open room of this incident know that there is something new."""
    payload = {"incident": incident.pk, "seq": seq}
    tell_live([Said(TOPIC, payload, incident.seen_by, incident.realm)], at=at)


def stir(*, incident_ids: Iterable[int], at: datetime) -> None:
    """Let the rooms of these incidents look again: something moved of which the log does not tell."""
    found = Incident.every.filter(pk__in=set(incident_ids))
    tell_live(
        [Said(TOPIC, {"incident": each.pk, "seq": 0}, each.seen_by, each.realm) for each in found], at=at
    )


@transaction.atomic
def write(
    *, incident: Incident, sort: str, text: str, by: Asker, at: datetime, key: str | None = None,
    lon: float | None = None, lat: float | None = None,
) -> LogEntry:  # fmt: skip
    """What somebody in the room writes down."""
    only_writers(incident, by)
    if sort not in rules.WRITTEN:
        raise Refusal("请选择记录类别。")
    if incident.state in ("merged", "dismissed"):
        raise Conflict(f"该事件“{incident.state_label}”，不能再记录。")
    return log(incident, Sort(sort), text, by=by, at=at, key=key, lon=lon, lat=lat)


@transaction.atomic
def pin(*, entry: LogEntry, on: bool, by: Asker, at: datetime) -> None:
    only_writers(entry.incident, by)
    if on:
        Pin.objects.get_or_create(entry=entry, defaults={"at": at, "by_name": by.name})
    else:
        Pin.objects.filter(entry=entry).delete()
    tell(entry.incident, at=at, seq=entry.seq)


@transaction.atomic
@in_record_language
def add_task(
    *, incident: Incident, title: str, owner: Unit, by: Asker, at: datetime, text: str = "", ends_on: date | None = None,
    instruction: bool = False, key: str | None = None,
) -> Task:  # fmt: skip
    """A task of the incident for a unit; `instruction`: a leader's 批示, followed up like every other task."""
    tasks = add_tasks(
        incident=incident, wanted=[Wanted(title, owner, text, ends_on, instruction, key)], by=by, at=at
    )
    return tasks[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that an incident asks for."""

    title: str
    owner: Unit
    text: str = ""
    ends_on: date | None = None
    instruction: bool = False
    key: str | None = None


@transaction.atomic
@in_record_language
def add_tasks(*, incident: Incident, wanted: Sequence[Wanted], by: Asker, at: datetime) -> list[Task]:
    """Give several tasks at once; one whose `key` was given already is not given again."""
    only_writers(incident, by)
    Incident.every.select_for_update(of=("self",)).get(pk=incident.pk)
    keys = [each.key for each in wanted if each.key]
    known = dict(LogEntry.objects.filter(incident=incident, key__in=keys).values_list("key", "facts__task"))
    fresh = [each for each in wanted if each.key not in known]
    made = [_task(incident, each, at) for each in fresh]
    assign(tasks=made, by=by, at=at)
    for each, task in zip(fresh, made, strict=True):
        sort = Sort.INSTRUCTION if each.instruction else Sort.TASK
        said = f"{each.owner}：{task.title}"
        log(incident, sort, said, by=by, at=at, facts={"task": task.pk}, key=each.key)
    return [*made, *Task.every.filter(pk__in=known.values())]


def _task(incident: Incident, wanted: Wanted, at: datetime) -> Task:
    if not wanted.title.strip():
        raise Refusal("请填写任务内容。")
    prefix = "【批示】" if wanted.instruction else ""
    return Task(
        number=next_number(kind="incident_task", pattern=TASK_NUMBER, at=at, realm=Realm(incident.realm)),
        title=(prefix + wanted.title.strip())[:200],
        text=wanted.text.strip(),
        source_type=SUBJECT,
        source_id=incident.pk,
        source_label=str(incident)[:200],
        owner_unit=wanted.owner,
        issuer_unit=incident.owner_unit,
        ends_on=wanted.ends_on or beijing_day(at),
        realm=incident.realm,
    )


@transaction.atomic
def add_need(
    *, incident: Incident, kind: str, amount: int, unit: str, by: Asker, at: datetime, filled: int = 0,
    reason: str = "", ability: str = "",
) -> Need:  # fmt: skip
    """Say that so much of something is needed; asked again for the same, the greater amount holds."""
    only_writers(incident, by)
    if ability and ability not in abilities():
        raise Refusal("请选择力量类别。")
    name = (kind.strip() or abilities().get(ability, ""))[:60]
    rules.check_need(name, amount, filled)
    Incident.every.select_for_update(of=("self",)).get(pk=incident.pk)
    known = Need.objects.filter(incident=incident)
    need = (known.filter(ability=ability).first() if ability else None) or known.filter(name=name).first()
    if need is None:
        need = Need.objects.create(
            incident=incident, name=name, amount=amount, unit=(unit.strip() or CREWS)[:10], filled=filled,
            reason=reason[:120], ability=ability, asked_at=at, changed_at=at,
        )  # fmt: skip
    elif need.amount < amount:
        Need.objects.filter(pk=need.pk).update(amount=amount, changed_at=at)
        need.amount = amount
    _log_need(need, forces(incident).get(need.ability or "-", rules.Force()).scene, by, at)
    return need


@transaction.atomic
def fill_need(*, need: Need, filled: int, by: Asker, at: datetime, reason: str = "") -> None:
    """Say how much is there now, and why the rest is not."""
    only_writers(need.incident, by)
    rules.check_need(need.name, need.amount, filled)
    force = forces(need.incident).get(need.ability or "-", rules.Force())
    lacks = rules.Tally(need.amount, filled, force).short
    if lacks and not reason.strip():
        raise Refusal("还有缺口，请写明原因，如“路上拥堵，预计20分钟后到”。")
    short = reason.strip()[:120] if lacks else ""
    Need.objects.filter(pk=need.pk).update(filled=filled, reason=short, changed_at=at)
    need.filled, need.reason = filled, short
    _log_need(need, force.scene, by, at)


def _log_need(need: Need, scene: int, by: Asker, at: datetime) -> None:
    """`scene`: crews that are there besides what was written down by hand."""
    said = rules.need_words(need.name, need.amount, need.unit, need.filled + scene, need.reason)
    facts = {
        "need": need.name, "amount": need.amount, "filled": need.filled, "unit": need.unit, "reason": need.reason,
        "ability": need.ability,
    }  # fmt: skip
    log(need.incident, Sort.NEED, said, by=by, at=at, facts=facts)


def expect_report(incident: Incident, *, at: datetime) -> rules.Due | None:
    """Set when the next report upward is due, from what was sent and how grave it is."""
    last = incident.reports.order_by("-sent_at", "-pk").values_list("sort", "sent_at").first()
    due = rules.next_report(
        known_at=incident.reported_at,
        last=(ReportSort(last[0]), last[1]) if last else None,
        closed_at=incident.closed_at,
        grade=incident.grade,
        sensitive=incident.sensitive,
        accident=incident.kind in catalogue.CLASSES["accident"].kinds,
        on=beijing_day(at),
    )
    if incident.state in ("merged", "dismissed"):
        due = None
    incident.report_due_at = due.at if due else None
    Incident.every.filter(pk=incident.pk).update(report_due_at=incident.report_due_at)
    return due


@transaction.atomic
@in_record_language
def merge(*, incident: Incident, into: Incident, by: Asker, at: datetime) -> None:
    """Let two incidents be one: both reporters stay, each log stays with its own."""
    if incident.pk == into.pk:
        raise Refusal("不能并入本事件。")
    if incident.realm != into.realm:
        raise Refusal("演练事件与真实事件不能合并。")
    # Always in the order of their keys: two who merge crosswise must not wait for each other.
    locked = {
        each.pk: each
        for each in Incident.every.select_for_update(of=("self",)).filter(pk__in=(incident.pk, into.pk)).order_by("pk")
    }  # fmt: skip
    if not locked[into.pk].open:
        raise Conflict(f"“{into.number}”{locked[into.pk].state_label}，不能再并入。")
    move(incident, "merge", by=by, at=at, changes={"merged_into_id": into.pk, "report_due_at": None})
    incident.reporters.update(incident=into, came_with=incident.number)
    Task.every.filter(source_type=SUBJECT, source_id=incident.pk).update(
        source_id=into.pk, source_label=str(into)[:200]
    )
    facts = {"from": incident.number, "into": into.number}
    log(incident, Sort.MERGE, f"并入 {into.number} {into.title}", by=by, at=at, facts=facts)
    log(into, Sort.MERGE, f"{incident.number} {incident.title} 并入本事件", by=by, at=at, facts=facts)
    announce(IncidentMerged(incident.pk, into.pk, incident.realm, at))


def only_writers(incident: Incident, by: Asker) -> None:
    """Refuse who does not work in this room."""
    if not by.may_write or not by.holds(*WRITERS):
        raise NotAllowed("当前岗位只能查看，不能在事件中记录。")
    if not by.sees_district and by.unit_id not in incident.seen_by:
        raise NotAllowed("您的单位不在该事件处置范围内。")
