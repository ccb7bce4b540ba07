"""How an incident goes on: begun, assessed, responded to, reported, ended, gone through afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.incidents import catalogue, rules
from ancheng.command.incidents.actions import Wanted, add_tasks, expect_report, log, only_writers
from ancheng.command.incidents.models import Incident, Report, ResponseOrder
from ancheng.command.incidents.rules import ReportSort, Sort
from ancheng.command.incidents.workflows.incident import RUNNERS
from ancheng.contracts.command import IncidentClosed, IncidentReviewed, ResponseOrdered
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.events.actions import announce
from ancheng.kernel.language import in_record_language
from ancheng.kernel.workflow.actions import move

REPORT_NUMBER = "BG-{year}-{n:05d}"


@transaction.atomic
@in_record_language
def respond(incident: Incident, *, by: Asker, at: datetime, why: str = "") -> None:
    move(incident, "respond", by=by, at=at, why=why)
    log(incident, Sort.STATE, "开始处置", by=by, at=at)


@transaction.atomic
@in_record_language
def dismiss(incident: Incident, *, by: Asker, at: datetime, why: str) -> None:
    move(incident, "dismiss", by=by, at=at, why=why, changes={"report_due_at": None})
    log(incident, Sort.STATE, f"核实不属实：{why}", by=by, at=at)


@transaction.atomic
@in_record_language
def close(incident: Incident, *, by: Asker, at: datetime, why: str) -> None:
    """End the response; one that is ordered still must be lifted first."""
    if incident.orders.filter(lifted_at=None).exists():
        raise Conflict("应急响应尚未解除，请先解除响应，再结束处置。")
    move(incident, "close", by=by, at=at, why=why, changes={"closed_at": at})
    log(incident, Sort.STATE, f"处置结束：{why}", by=by, at=at)
    expect_report(incident, at=at)
    announce(
        IncidentClosed(
            incident.pk, incident.number, incident.kind, incident.grade, incident.title, incident.source,
            incident.source_id, why.strip(), incident.realm, at,
        )
    )  # fmt: skip


@transaction.atomic
@in_record_language
def reopen(incident: Incident, *, by: Asker, at: datetime, why: str) -> None:
    move(incident, "reopen", by=by, at=at, why=why, changes={"closed_at": None})
    log(incident, Sort.STATE, f"重新处置：{why}", by=by, at=at)
    expect_report(incident, at=at)


@transaction.atomic
@in_record_language
def review(
    incident: Incident,
    *,
    cause: str,
    lessons: str,
    by: Asker,
    at: datetime,
    why: str = "",
    corrective: Sequence[Wanted] = (),
) -> None:
    """Say why it came about and what is to be learnt; what must change becomes tasks."""
    if len(cause.strip()) < 5 or len(lessons.strip()) < 5:
        raise Refusal("请写明原因和经验教训（各不少于5个字）。")
    if not incident.reports.filter(sort=ReportSort.FINAL).exists():
        raise Conflict("请先报送终报，再复盘。")
    changes = {"cause": cause.strip(), "lessons": lessons.strip()}
    move(incident, "review", by=by, at=at, why=lessons, changes=changes)
    add_tasks(incident=incident, wanted=corrective, by=by, at=at)
    log(incident, Sort.STATE, f"复盘：{lessons.strip()}", by=by, at=at)
    point = incident.geometry.centroid if incident.geometry else None
    announce(
        IncidentReviewed(
            incident.pk, incident.number, incident.kind, incident.grade, incident.title, incident.cause,
            incident.lessons, incident.happened_at, incident.closed_at, incident.deaths, incident.injured,
            incident.loss_yuan, point.x if point else None, point.y if point else None, incident.realm, at,
        )
    )  # fmt: skip


@transaction.atomic
@in_record_language
def assess(
    *, incident: Incident, grade: int | None, deaths: int, injured: int, loss_yuan: int | None, sensitive: bool,
    by: Asker, at: datetime,
) -> None:  # fmt: skip
    """State the figures and the grade; the next report follows the grade."""
    if not by.holds(*RUNNERS):
        raise NotAllowed("事件等级由值班员、指挥员或安委办研判。")
    figures = {"deaths": deaths, "injured": injured, "loss_yuan": loss_yuan}
    on = beijing_day(at)
    catalogue.check_grade(incident.kind, grade, on=on, **figures)
    if grade is None:
        found = catalogue.suggested_grade(incident.kind, on=on, **figures)
        grade = found.value if found else None
    before = {key: getattr(incident, key) for key in (*figures, "grade", "sensitive")}
    after = {**figures, "grade": grade, "sensitive": sensitive}
    Incident.every.filter(pk=incident.pk).update(**after)
    incident.refresh_from_db()
    record(by=by, at=at, verb="研判等级", subject=incident, before=before, after=after)
    label = incident.grade_label or "未定级"
    said = f"等级{label}；死亡（含失踪）{deaths}人，受伤{injured}人"
    log(incident, Sort.SITUATION, said, by=by, at=at, facts=after)
    expect_report(incident, at=at)


@transaction.atomic
@in_record_language
def order_response(
    *, incident: Incident, level: int, matter: str, measures: str, duration_hours: int, by: Asker, at: datetime,
    city_number: str = "",
) -> ResponseOrder:  # fmt: skip
    """Order a response, or change its level: the former order ends where the new one begins."""
    rules.check_order(
        level=level, matter=matter, measures=measures, duration_hours=duration_hours, city_number=city_number,
        role=by.role, on=beijing_day(at),
    )  # fmt: skip
    locked = Incident.every.select_for_update(of=("self",)).get(pk=incident.pk)
    if not locked.open:
        raise Conflict(f"该事件{locked.state_label}，不能启动响应。")
    incident.orders.filter(lifted_at=None).update(lifted_at=at, lifted_why="调整级别")
    try:
        with transaction.atomic():
            order = ResponseOrder.objects.create(
                incident=incident, level=level, matter=matter.strip()[:200], measures=measures.strip(),
                duration_hours=duration_hours, city_number=city_number.strip()[:60], at=at, by_name=by.name,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Conflict("响应刚由他人启动，请刷新后查看。") from fault
    _level(incident, level, matter, by, at)
    name = rules.LEVELS[rules.Level(level)]
    said = f"启动{name}响应：{order.matter}；预计{duration_hours}小时；措施：{order.measures}"
    log(incident, Sort.RESPONSE, said, by=by, at=at, facts={"level": level})
    return order


@transaction.atomic
@in_record_language
def lift_response(*, incident: Incident, why: str, by: Asker, at: datetime) -> None:
    rules.check_lift(role=by.role)
    if not why.strip():
        raise Refusal("解除响应须写明依据。")
    lifted = incident.orders.filter(lifted_at=None).update(lifted_at=at, lifted_why=why.strip()[:200])
    if not lifted:
        raise Conflict("当前没有启动的响应，请刷新后查看。")
    _level(incident, None, why, by, at)
    log(incident, Sort.RESPONSE, f"解除应急响应：{why.strip()}", by=by, at=at, facts={"level": None})


def _level(incident: Incident, level: int | None, matter: str, by: Asker, at: datetime) -> None:
    before = incident.response_level
    Incident.every.filter(pk=incident.pk).update(response_level=level)
    incident.response_level = level
    verb = "启动应急响应" if level else "解除应急响应"
    record(
        by=by,
        at=at,
        verb=verb,
        subject=incident,
        why=matter,
        before={"level": before},
        after={"level": level},
    )
    announce(ResponseOrdered(incident.pk, level, matter, incident.realm, at))


@transaction.atomic
@in_record_language
def send_report(*, incident: Incident, sort: str, text: str, to: str, by: Asker, at: datetime) -> Report:
    """Report upward: what was sent is kept with its clock, and the next one is awaited."""
    only_writers(incident, by)
    if not by.holds(*RUNNERS):
        raise NotAllowed("信息报告由值班员、指挥员或安委办报送。")
    if sort not in set(ReportSort) or len(text.strip()) < 10 or not to.strip():
        raise Refusal("请选择报告类别，填写报送单位和内容（不少于10个字）。")
    locked = Incident.every.select_for_update(of=("self",)).get(pk=incident.pk)
    sent = [ReportSort(each) for each in locked.reports.values_list("sort", flat=True)]
    rules.check_report(ReportSort(sort), sent, closed=locked.state == "closed")
    due = expect_report(locked, at=at)
    report = Report.objects.create(
        incident=locked, sort=sort, to=to.strip()[:120], text=text.strip(), due_at=due.at if due else at,
        number=next_number(kind="incident_report", pattern=REPORT_NUMBER, at=at, realm=Realm(locked.realm)),
        citation=(due.citation if due else "")[:200], sent_at=at, by_name=by.name,
    )  # fmt: skip
    said = f"{report.sort_label}已报送{report.to}（{report.number}）"
    log(locked, Sort.REPORT, said, by=by, at=at, facts={"report": report.pk})
    record(by=by, at=at, verb="报送信息报告", subject=locked, after={"number": report.number, "sort": sort})
    expect_report(locked, at=at)
    incident.report_due_at = locked.report_due_at
    return report
