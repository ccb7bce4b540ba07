"""Papers of an incident: reports, orders and the handover sheet as Word and PDF, issued once each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, day_text, moment_text
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.command.incidents import queries, rules
from ancheng.command.incidents.actions import log, only_writers
from ancheng.command.incidents.models import Incident, Report, ResponseOrder
from ancheng.command.incidents.rules import Sort
from ancheng.command.incidents.workflows.incident import RUNNERS
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.language import in_record_language

LAST_LINES = 30


@transaction.atomic
@in_record_language
def report_paper(*, report: Report, by: Asker, at: datetime) -> Document:
    """The report as it was sent, on paper."""
    _only_runners(report.incident, by)
    if report.document_id:
        return Document.every.get(pk=report.document_id)
    context = {
        "heading": f"突发事件信息{report.sort_label}",
        "incident": report.incident.number,
        "title": report.incident.title,
        "to": report.to,
        "text": report.text,
        "unit": report.incident.owner_unit.name,
        "signer": report.by_name,
        "sent": moment_text(report.sent_at),
        "date": day_text(beijing_day(report.sent_at)),
    }
    document = produce(kind="incident_report", subject=report.incident, context=context, by=by, at=at)
    Report.objects.filter(pk=report.pk).update(document_id=document.pk)
    return document


@transaction.atomic
@in_record_language
def order_paper(*, order: ResponseOrder, by: Asker, at: datetime) -> Document:
    """The order of a response, with everything that the law wants stated."""
    _only_runners(order.incident, by)
    if order.document_id:
        return Document.every.get(pk=order.document_id)
    context = {
        "incident": order.incident.number,
        "title": order.incident.title,
        "matter": order.matter,
        "level": rules.LEVELS[rules.Level(order.level)],
        "duration": f"{order.duration_hours}小时",
        "measures": order.measures,
        "city_number": order.city_number or "（不需要）",
        "unit": order.incident.owner_unit.name,
        "signer": order.by_name,
        "started": moment_text(order.at),
        "lifted": f"{moment_text(order.lifted_at)} {order.lifted_why}" if order.lifted_at else "（尚未解除）",
        "date": day_text(beijing_day(order.at)),
    }
    document = produce(kind="response_order", subject=order.incident, context=context, by=by, at=at)
    ResponseOrder.objects.filter(pk=order.pk).update(document_id=document.pk)
    return document


@transaction.atomic
@in_record_language
def handover_sheet(*, incident: Incident, left: str, by: Asker, at: datetime) -> Document:
    """What the next one in command must know; the log says that it was handed over."""
    only_writers(incident, by)
    _only_runners(incident, by)
    if len(left.strip()) < 2:
        raise Refusal("请写明移交事项，没有的写“无”。")
    short = [
        f"{each.need.name}缺{each.tally.short}{each.need.unit}（{each.need.reason or '原因待查'}）"
        for each in queries.needs(incident)
        if each.tally.short
    ]
    running = [
        f"{each.title}——{each.owner_unit}，{each.state_label}"
        for each in queries.tasks(incident)
        if not each.ended
    ]
    lines = [
        f"{moment_text(each.at)} {rules.SORTS[Sort(each.sort)]}：{each.text}"
        for each in incident.log.order_by("-seq")[:LAST_LINES]
    ]
    context = {
        "incident": incident.number,
        "title": incident.title,
        "state": f"{incident.state_label}；等级{incident.grade_label or '未定'}；响应{incident.level_label or '未启动'}",
        "due": moment_text(incident.report_due_at) if incident.report_due_at else "（无）",
        "short": "\n".join(short) or "无",
        "running": "\n".join(running) or "无",
        "lines": "\n".join(reversed(lines)) or "无",
        "left": left.strip(),
        "unit": incident.owner_unit.name,
        "given": f"{by.name} {moment_text(at)}",
        "date": day_text(beijing_day(at)),
    }  # fmt: skip
    document = produce(kind="incident_handover", subject=incident, context=context, by=by, at=at)
    facts = {"document": document.pk}
    log(incident, Sort.STATE, f"移交指挥（{document.number}）：{left.strip()}", by=by, at=at, facts=facts)
    return document


def _only_runners(incident: Incident, by: Asker) -> None:
    if not by.may_write or not by.holds(*RUNNERS):
        raise NotAllowed("事件文书由值班员、指挥员或安委办印发。")
