"""Verbs on teams: register, equip, qualify, agree, meet, help one another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.authority import commanding_unit
from ancheng.command.resources import rules
from ancheng.command.resources.models import Agreement, Equipment, Meeting, MutualAid, Qualification, Team
from ancheng.command.resources.stock_actions import only_keeper
from ancheng.command.resources.workflows.mutual_aid import PARTIES
from ancheng.kernel.audit.actions import changed, record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move, open_cases

AID_NUMBER = "HZ-{year}-{n:04d}"
FACTS = (
    "name", "kind", "unit", "speciality", "strength", "on_duty", "leader", "phone", "readiness", "trained_on",
    "address",
)  # fmt: skip


@transaction.atomic
@in_record_language
def keep_team(*, team: Team, by: Asker, at: datetime) -> Team:
    """Register a team, or correct what is known of it."""
    only_keeper(by, team.unit, "登记队伍")
    former = Team.every.select_for_update(of=("self",)).filter(pk=team.pk).first() if team.pk else None
    if team.on_duty is not None and team.strength is not None and team.on_duty > team.strength:
        raise Refusal("值守人数不能多于队伍人数，请核对。")
    put_in_place(team)
    team.derive_scope()
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as fault:
        raise Conflict(f"“{team.unit}”已有名为“{team.name}”的队伍，请打开已有队伍修改。") from fault
    before, after = changed(former, team, FACTS) if former else ({}, {})
    record(
        by=by,
        at=at,
        verb="修改队伍" if former else "登记队伍",
        subject=team,
        before=before,
        after=after,
    )
    return team


@transaction.atomic
def close_team(*, team: Team, why: str, by: Asker, at: datetime) -> None:
    """Take a team off the list; its file stays."""
    only_keeper(by, team.unit, "撤销队伍")
    if not why.strip():
        raise Refusal("请写明撤销队伍的原因。")
    if not Team.every.filter(pk=team.pk, closed_on=None).update(closed_on=beijing_day(at)):
        raise Conflict("该队伍已经撤销。")
    record(by=by, at=at, verb="撤销队伍", subject=team, why=why)


@transaction.atomic
def add_equipment(*, team: Team, item: Equipment, by: Asker, at: datetime) -> Equipment:
    """Write down what a team has; the same name again replaces the number."""
    only_keeper(by, team.unit, "登记队伍装备")
    values = {"quantity": item.quantity, "measure": item.measure, "checked_on": item.checked_on}
    kept, _ = Equipment.objects.update_or_create(team=team, name=item.name, defaults=values)
    record(by=by, at=at, verb="登记装备", subject=team, after={"name": item.name, **values})
    return kept


@transaction.atomic
def add_qualification(*, team: Team, paper: Qualification, by: Asker, at: datetime) -> Qualification:
    only_keeper(by, team.unit, "登记队伍资质")
    paper.team = team
    paper.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="登记资质",
        subject=team,
        after={"title": str(paper), "expires_on": paper.expires_on},
    )
    return paper


@transaction.atomic
def remove_part(*, team: Team, part: Model, by: Asker, at: datetime) -> None:
    """Remove a piece of equipment or a paper from a team's file."""
    only_keeper(by, team.unit, "修改队伍档案")
    record(by=by, at=at, verb="移除", subject=team, before={"what": str(part)})
    part.delete()


@transaction.atomic
def agree(*, agreement: Agreement, by: Asker, at: datetime) -> Agreement:
    """Write down a service agreement between an enterprise and a team."""
    if by.role != Role.ENTERPRISE or by.unit_id != agreement.enterprise_id:
        only_keeper(by, agreement.team.unit, "登记救援服务协议")
    if agreement.enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{agreement.enterprise}”不是企业，请重新选择。")
    rules.check_term(agreement.starts_on, agreement.ends_on, "协议")
    agreement.derive_scope()
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict("该企业与该队伍已有一份协议，请先终止原协议。") from fault
    record(by=by, at=at, verb="登记救援服务协议", subject=agreement)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, why: str, by: Asker, at: datetime) -> None:
    if by.role != Role.ENTERPRISE or by.unit_id != agreement.enterprise_id:
        only_keeper(by, agreement.team.unit, "终止救援服务协议")
    if not why.strip():
        raise Refusal("请写明终止协议的原因。")
    if not Agreement.every.filter(pk=agreement.pk, ended_at=None).update(ended_at=at):
        raise Conflict("该协议已经终止。")
    record(by=by, at=at, verb="终止协议", subject=agreement, why=why)


@transaction.atomic
@in_record_language
def hold_meeting(
    *, meeting: Meeting, attending: Iterable[Unit], decisions: Iterable[str], by: Asker, at: datetime
) -> Meeting:
    """Keep the minutes of a joint meeting; each decision (单位：事项) becomes a task of that unit."""
    only_keeper(by, meeting.unit, "登记联席会")
    if meeting.held_on > beijing_day(at):
        raise Refusal("召开日期不能晚于今天。")
    units = list(attending)
    meeting.seen_by = sorted({number for unit in (meeting.unit, *units) for number in unit.line})
    meeting.save(force_insert=True)
    meeting.attending.set(units)
    record(
        by=by, at=at, verb="登记联席会", subject=meeting, after={"attending": [str(each) for each in units]}
    )
    tasks = [_task(meeting, line, [meeting.unit, *units]) for line in decisions if line.strip()]
    if tasks:
        assign(tasks=tasks, by=by, at=at)
    return meeting


def _task(meeting: Meeting, line: str, units: list[Unit]) -> Task:
    name, _, what = line.strip().replace(":", "：").partition("：")
    owner = next((each for each in units if name.strip() in (each.name, each.short_name)), None)
    if owner is None or not what.strip():
        raise Refusal(f"议定事项“{line.strip()[:40]}”请写成“单位：事项”，单位须在参加单位之中。")
    return Task(
        title=what.strip()[:200],
        owner_unit=owner,
        issuer_unit=meeting.unit,
        source_type="resources.meeting",
        source_id=meeting.pk,
        source_label=str(meeting)[:200],
    )


@transaction.atomic
@in_record_language
def ask_for_aid(
    *, aid: MutualAid, nonce: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL
) -> MutualAid:
    """Ask another unit, or the district, for help; the same form sent twice is one request."""
    if not by.holds(*PARTIES) or by.unit_id is None:
        raise NotAllowed("您的岗位不能发出互助请求，请联系本单位值班人员。")
    known = MutualAid.every.filter(nonce=nonce).first()
    if known:
        return known
    aid.nonce, aid.realm = nonce, realm
    aid.requester_unit = Unit.objects.get(pk=by.unit_id)
    if aid.owner_unit_id == by.unit_id:
        raise Refusal("不能向本单位请求支援，请选择其他单位。")
    aid.number = next_number(kind="mutual_aid", pattern=AID_NUMBER, at=at, realm=realm)
    aid.level = _level(aid.owner_unit)
    open_cases(cases=[aid], verb="请求支援", by=by, at=at)
    _tell(aid, aid.owner_unit, f"{aid.requester_unit}请求支援：{aid.text}", by=by, at=at)
    return aid


@transaction.atomic
def accept(
    aid: MutualAid, *, answer: str, team: Team | None = None, by: Asker, at: datetime, why: str = ""
) -> None:
    """Promise help, with what will come."""
    if not answer.strip():
        raise Refusal("请写明派出的力量，如“派出2车12人，预计20分钟到达”。")
    changes = {"answer": answer.strip()[:300], "team": team}
    move(aid, "accept", by=by, at=at, why=why, changes=changes)
    _tell(aid, aid.requester_unit, f"{aid.owner_unit}答应支援：{aid.answer}", by=by, at=at)


@transaction.atomic
def pass_up(aid: MutualAid, *, why: str, by: Asker, at: datetime, city_number: str = "") -> None:
    """Hand a request on to the next level: from a subdistrict to the district, from the district to the city."""
    level = rules.next_level(rules.Level(aid.level), city_number)
    owner = commanding_unit()
    if level == rules.Level.DISTRICT and owner.pk == aid.requester_unit_id:
        raise Refusal("请求单位就是区级指挥单位，请直接报请市级支援。")
    seen = sorted({*aid.seen_by, *owner.line})
    changes = {
        "level": level.value,
        "owner_unit": owner,
        "city_number": city_number.strip()[:60],
        "seen_by": seen,
    }
    move(aid, "pass_up", by=by, at=at, why=why, changes=changes)
    if level == rules.Level.DISTRICT:
        _tell(aid, owner, f"{aid.requester_unit}的请求转至区级：{aid.text}", by=by, at=at)


@transaction.atomic
def step(aid: MutualAid, verb: str, *, by: Asker, at: datetime, why: str = "") -> None:
    """Send, arrive, end, decline, withdraw: steps that need nothing but a word."""
    move(aid, verb, by=by, at=at, why=why)
    other = aid.requester_unit if by.unit_id == aid.owner_unit_id else aid.owner_unit
    _tell(aid, other, f"{aid.state_label}：{aid.text}", by=by, at=at)


def _level(unit: Unit) -> str:
    street = unit.kind in (UnitKind.SUBDISTRICT, UnitKind.ZONE, UnitKind.COMMUNITY)
    return (rules.Level.SUBDISTRICT if street else rules.Level.DISTRICT).value


def _tell(aid: MutualAid, unit: Unit, title: str, *, by: Asker, at: datetime) -> None:
    tell(
        people=people_in([unit.pk], beijing_day(at), PARTIES),
        kind="resources.aid",
        title=f"{aid.number} {title}",
        url=aid.get_absolute_url(),
        subject=aid,
        level="urgent" if aid.state in ("asked", "passed") else "attention",
        key=f"aid:{aid.pk}:{aid.state}:{unit.pk}",
        by=by,
        at=at,
    )
