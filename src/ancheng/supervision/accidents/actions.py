"""Verbs on accidents; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import due
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move, open_cases, set_due
from ancheng.kernel.workflow.calendar import calendar
from ancheng.supervision.accidents import rules
from ancheng.supervision.accidents.models import Accident, Appraisal, Change, KnownDanger, Sort
from ancheng.supervision.accidents.queries import SOURCE, measures
from ancheng.supervision.accidents.values import Findings, FirstReport, Measure
from ancheng.supervision.accidents.workflows.accident import INVESTIGATORS, to_investigate
from ancheng.supervision.dangers.actions import report as report_danger
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Source
from ancheng.supervision.dangers.values import Grade as DangerGrade

NUMBER = "SG-{year}-{n:04d}"


@transaction.atomic
def receive(*, first: FirstReport, by: Asker, at: datetime, owner: Unit | None = None) -> Accident:
    """Take an accident in; within two hours it must be passed on."""
    _only_investigators(by)
    rules.check_times(first.occurred_at, first.known_at, first.received_at, at)
    if not first.title.strip() or len(first.brief.strip()) < 10:
        raise Refusal("请填写事故名称和简要经过（不少于10个字）。")
    if first.sort not in Sort.values:
        raise Refusal("请选择事故类型。")
    unit = owner or _unit(by)
    occurred_on = beijing_day(first.occurred_at)
    accident = Accident(
        number=next_number(kind="accident", pattern=NUMBER, at=at),
        title=first.title.strip()[:120],
        sort=first.sort,
        grade=rules.grade_of(first.deaths, first.injured, first.loss_yuan, occurred_on).value,
        enterprise=_enterprise(first.enterprise_id),
        occurred_at=first.occurred_at,
        known_at=first.known_at,
        received_at=first.received_at,
        brief=first.brief.strip(),
        deaths=first.deaths,
        injured=first.injured,
        loss_yuan=first.loss_yuan,
        address=first.address[:200],
        geometry=_geometry(first.geometry),
        measures_taken=first.measures_taken.strip(),
        owner_unit=unit,
        issuer_unit=_office() or unit,
    )
    put_in_place(accident)
    open_cases(cases=[accident], verb="接报事故", by=by, at=at)
    return accident


@transaction.atomic
def report_up(*, accident: Accident, by: Asker, at: datetime) -> None:
    """Pass the report on to the next level."""
    move(accident, "report_up", by=by, at=at, changes={"reported_up_at": at})


@transaction.atomic
def supplement(
    *, accident: Accident, deaths: int, injured: int, loss_yuan: int | None, why: str, by: Asker, at: datetime
) -> Change:
    """Change casualties within their period, or the loss until approval; the grade follows, up or down."""
    _only_own(accident, by)
    if not why.strip():
        raise Refusal("补报须写明情况，如伤者何时在何处死亡。")
    now = Accident.every.select_for_update().get(pk=accident.pk)
    if now.approved_on or now.state == "dismissed":
        raise Conflict(f"该事故处于“{now.state_label}”，结案后不能再变更伤亡和损失。")
    if (deaths, injured) != (now.deaths, now.injured) and beijing_day(at) > now.supplement_until:
        raise Refusal(f"伤亡人数的补报期限为{now.supplement_until:%Y-%m-%d}，此后的变化不再计入本起事故。")
    if (deaths, injured, loss_yuan) == (now.deaths, now.injured, now.loss_yuan):
        raise Refusal("伤亡人数和损失与现有记录相同，没有变化。")
    grade = rules.grade_of(deaths, injured, loss_yuan, now.occurred_on)
    after = {"deaths": deaths, "injured": injured, "loss_yuan": loss_yuan, "grade": grade.value}
    before = {name: getattr(now, name) for name in after}
    change: Change = Change.objects.create(
        accident=now,
        at=at,
        by_name=by.name,
        deaths=deaths,
        injured=injured,
        loss_yuan=loss_yuan,
        grade_before=now.grade,
        grade_after=grade.value,
        why=why.strip(),
    )
    Accident.every.filter(pk=now.pk).update(**after)
    for name, value in after.items():
        setattr(accident, name, value)
    record(by=by, at=at, verb="补报事故情况", subject=accident, why=why, before=before, after=after)
    return change


@transaction.atomic
def investigate(*, accident: Accident, lead: str, team: str, by: Asker, at: datetime) -> None:
    """Found the investigation team; a grade that is not ours goes up instead."""
    if accident.body != rules.Body.DISTRICT:
        raise Refusal(
            f"{rules.LABELS[rules.Grade(accident.grade)]}事故由{accident.body_label}组织调查，请“移交上级调查”。"
        )
    if not lead.strip() or not team.strip():
        raise Refusal("请填写调查组组长和成员单位。")
    changes = {"team_lead": lead.strip()[:60], "team": team.strip()}
    move(accident, "investigate", by=by, at=at, changes=changes)


@transaction.atomic
def hand_up(*, accident: Accident, by: Asker, at: datetime, why: str) -> None:
    """Hand the investigation to the next level, as the grade or the next level itself demands."""
    move(accident, "hand_up", by=by, at=at, why=why)


@transaction.atomic
def add_appraisal(
    *, accident: Accident, subject: str, by_whom: str, began_on: date, ended_on: date, by: Asker, at: datetime
) -> Appraisal:
    """Note a technical appraisal; its days are added to the clock."""
    _only_own(accident, by)
    rules.check_appraisal(began_on, ended_on, accident.occurred_on)
    if accident.state != "investigating":
        raise Conflict(f"该事故处于“{accident.state_label}”，调查中才能登记技术鉴定。")
    if not subject.strip() or not by_whom.strip():
        raise Refusal("请填写鉴定事项和鉴定机构。")
    added: Appraisal = Appraisal.objects.create(
        accident=accident,
        subject=subject.strip()[:200],
        by_whom=by_whom.strip()[:120],
        began_on=began_on,
        ended_on=ended_on,
    )
    days = rules.appraisal_days(
        rules.Appraisal(each.began_on, each.ended_on) for each in accident.appraisals.all()
    )
    Accident.every.filter(pk=accident.pk).update(appraisal_days=days)
    accident.appraisal_days = days
    why = f"技术鉴定“{added.subject}”，累计{days}日不计入调查期限"
    set_due(accident, due_at=_investigation_due(accident), by=by, at=at, why=why)
    return added


@transaction.atomic
def extend(*, accident: Accident, days: int, reason: str, by: Asker, at: datetime) -> None:
    """The government that investigates grants more time: sixty days at most for the report."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("延长事故调查期限由负责调查的人民政府（安委办代为登记）批准。")
    if accident.state != "investigating":
        raise Conflict(f"该事故处于“{accident.state_label}”，调查中才能延长期限。")
    most = rules.INVESTIGATION_EXTRA.in_force(accident.occurred_on).value
    rules.check_extension(days, accident.extended_days, most, reason)
    extended = accident.extended_days + days
    if not Accident.every.filter(pk=accident.pk, extended_days=accident.extended_days).update(
        extended_days=extended
    ):
        raise Conflict("该事故的期限刚刚被他人延长，请刷新后查看。")
    accident.extended_days = extended
    set_due(
        accident, due_at=_investigation_due(accident), by=by, at=at, why=f"批准延长{days}日：{reason.strip()}"
    )


@transaction.atomic
def submit(*, accident: Accident, findings: Findings, by: Asker, at: datetime) -> None:
    """Hand in the investigation report with its conclusions."""
    if len(findings.cause.strip()) < 10 or not findings.nature.strip() or len(findings.advice.strip()) < 10:
        raise Refusal("请填写事故原因、性质和处理建议（原因、建议不少于10个字）。")
    if not attachments(accident, purpose="evidence").exists():
        raise Refusal("请先上传事故调查报告文件，再提交。")
    changes = {
        "cause": findings.cause.strip(),
        "nature": findings.nature.strip()[:20],
        "responsible": findings.responsible,
        "advice": findings.advice.strip(),
        "report_received_at": at,
    }
    move(accident, "submit", by=by, at=at, changes=changes)


@transaction.atomic
def approve(*, accident: Accident, number: str, by: Asker, at: datetime) -> None:
    """Approve the report; from this day the year to the evaluation runs."""
    _numbered(number)
    changes = {"approved_on": beijing_day(at), "approval_number": number.strip()[:60]}
    move(accident, "approve", by=by, at=at, changes=changes)


@transaction.atomic
def conclude(*, accident: Accident, findings: Findings, number: str, by: Asker, at: datetime) -> None:
    """Write down how the next level concluded an investigation that it led."""
    _numbered(number)
    changes = {
        "cause": findings.cause.strip(),
        "nature": findings.nature.strip()[:20],
        "responsible": findings.responsible,
        "advice": findings.advice.strip(),
        "report_received_at": at,
        "approved_on": beijing_day(at),
        "approval_number": number.strip()[:60],
    }
    move(accident, "conclude", by=by, at=at, changes=changes)


@transaction.atomic
def send_back(*, accident: Accident, by: Asker, at: datetime, why: str) -> None:
    move(accident, "send_back", by=by, at=at, why=why, changes={"report_received_at": None})


@transaction.atomic
def publish(*, accident: Accident, text: str, by: Asker, at: datetime) -> None:
    """Make the handling public."""
    if len(text.strip()) < 20:
        raise Refusal("请填写向社会公布的内容（不少于20个字）。")
    changes = {"published_on": beijing_day(at), "public_text": text.strip()}
    move(accident, "publish", by=by, at=at, changes=changes)


@transaction.atomic
def withhold(*, accident: Accident, by: Asker, at: datetime, why: str) -> None:
    """Do not publish, on a ground of the law that is written down."""
    if len(why.strip()) < 5:
        raise Refusal("不公布须写明法定理由，如“依法应当保密”及其条款。")
    move(accident, "withhold", by=by, at=at, why=why, changes={"withheld_why": why.strip()[:300]})


@transaction.atomic
def add_measures(*, accident: Accident, wanted: Sequence[Measure], by: Asker, at: datetime) -> list[Task]:
    """Turn preventive measures into tasks of the units that carry them out."""
    _only_own(accident, by)
    if accident.state not in ("submitted", "approved", "measures"):
        raise Conflict(f"该事故处于“{accident.state_label}”，提交调查报告后才能下达防范措施。")
    units = Unit.objects.in_bulk([each.unit_id for each in wanted])
    issuer = accident.issuer_unit or accident.owner_unit
    tasks = []
    for each in wanted:
        unit = units.get(each.unit_id)
        if unit is None or not each.title.strip():
            raise Refusal("每条防范措施都要写明内容并选择责任单位。")
        if each.ends_on <= beijing_day(at):
            raise Refusal(f"措施“{each.title}”的完成时限应晚于今天。")
        tasks.append(
            Task(
                owner_unit=unit,
                issuer_unit=issuer,
                title=each.title.strip()[:200],
                text=each.text.strip(),
                source_type=SOURCE,
                source_id=accident.pk,
                source_label=f"事故防范措施 {accident.number}"[:200],
                ends_on=each.ends_on,
            )
        )
    assign(tasks=tasks, by=by, at=at)
    return tasks


@transaction.atomic
def evaluate(*, accident: Accident, text: str, by: Asker, at: datetime) -> None:
    """Evaluate how the measures were carried out; every one must have been done or given up with a reason."""
    if len(text.strip()) < 20:
        raise Refusal("请填写评估结论（不少于20个字）。")
    undone = [str(each) for each in measures(accident) if each.state != "done"]
    if undone:
        raise Refusal(f"还有{len(undone)}项防范措施未办结：{'、'.join(undone[:3])}。请督促办结后再评估。")
    changes = {"evaluated_on": beijing_day(at), "evaluation": text.strip()}
    move(accident, "evaluate", by=by, at=at, changes=changes)


@transaction.atomic
def archive(*, accident: Accident, by: Asker, at: datetime) -> None:
    """Publish the evaluation, unless the accident itself is withheld, and close the file."""
    public_on = None if accident.withheld_why else beijing_day(at)
    move(accident, "archive", by=by, at=at, changes={"evaluation_public_on": public_on})


@transaction.atomic
def dismiss(*, accident: Accident, by: Asker, at: datetime, why: str) -> None:
    move(accident, "dismiss", by=by, at=at, why=why)


@transaction.atomic
def mark_concealed(*, accident: Accident, why: str, by: Asker, at: datetime) -> None:
    """Note that it was reported late, falsely or not at all."""
    _only_own(accident, by)
    if not why.strip():
        raise Refusal("请写明认定瞒报、谎报、迟报或漏报的依据。")
    if not Accident.every.filter(pk=accident.pk, concealed=False).update(concealed=True):
        raise Conflict("该事故已有此认定。")
    accident.concealed = True
    record(by=by, at=at, verb="认定瞒报谎报迟报漏报", subject=accident, why=why, after={"concealed": True})


@transaction.atomic
def link_danger(*, accident: Accident, danger: Danger, note: str, by: Asker, at: datetime) -> KnownDanger:
    """Say that a danger has to do with the accident: was it known?"""
    _only_own(accident, by)
    if not note.strip():
        raise Refusal("请写明该隐患与事故的关系。")
    try:
        with transaction.atomic():
            link: KnownDanger = KnownDanger.objects.create(
                accident=accident, danger=danger, note=note.strip()[:300]
            )
    except IntegrityError as fault:
        raise Conflict("该隐患已经关联到本起事故。") from fault
    after = {"danger": danger.number, "known_before": link.known_before, "open_then": link.open_then}
    record(by=by, at=at, verb="关联隐患", subject=accident, why=note, after=after)
    return link


@transaction.atomic
def open_danger(*, accident: Accident, title: str, description: str, by: Asker, at: datetime) -> KnownDanger:
    """Open a major danger that the accident brought to light, and link it."""
    _only_own(accident, by)
    if not title.strip():
        raise Refusal("请写明隐患名称。")
    danger = report_danger(
        finding=Finding(
            title=title.strip()[:200],
            unit_id=accident.owner_unit_id,
            source=Source.ACCIDENT,
            grade=DangerGrade.MAJOR,
            enterprise_id=accident.enterprise_id,
            description=description.strip(),
            address=accident.address,
            geometry=accident.geometry,
            source_type=SOURCE,
            source_id=accident.pk,
            source_label=f"事故 {accident.number}",
        ),
        by=by,
        at=at,
    )
    link: KnownDanger = KnownDanger.objects.create(accident=accident, danger=danger, note="事故调查中发现")
    return link


def _investigation_due(accident: Accident) -> datetime:
    return due(to_investigate(accident), accident.state_since, calendar())


def _numbered(number: str) -> None:
    if not number.strip():
        raise Refusal("请填写批复文号。")


def _geometry(given: Any) -> GEOSGeometry | None:
    if given is None or isinstance(given, GEOSGeometry):
        return given
    longitude, latitude = given
    return Point(float(longitude), float(latitude), srid=4326)


def _enterprise(enterprise_id: int | None) -> Unit | None:
    if enterprise_id is None:
        return None
    found = Unit.objects.filter(pk=enterprise_id, kind=UnitKind.ENTERPRISE).first()
    if found is None:
        raise Refusal("没有找到该企业，请从列表中重新选择。")
    return found


def _office() -> Unit | None:
    return Unit.objects.in_use().filter(kind=UnitKind.COORDINATION).order_by("order", "pk").first()


def _unit(by: Asker) -> Unit:
    found = Unit.objects.filter(pk=by.unit_id).first() if by.unit_id else _office()
    if found is None:
        raise Refusal("请指明承办事故的单位。")
    return found


def _only_investigators(by: Asker) -> None:
    if not by.holds(*INVESTIGATORS):
        raise NotAllowed("您的岗位不能登记或办理事故，请联系应急管理部门。")


def _only_own(accident: Accident, by: Asker) -> None:
    _only_investigators(by)
    if not by.holds(Role.OFFICE) and by.unit_id not in (accident.owner_unit_id, accident.issuer_unit_id):
        raise NotAllowed(f"该事故由{accident.owner_unit}承办，您的岗位不能办理。")
