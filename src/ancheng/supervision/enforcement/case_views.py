"""The electronic case file of one inspection, and its verbs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import parse_moment
from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.queries import of_source
from ancheng.supervision.enforcement import actions, draw_actions, field_actions, forms, queries, sync_actions
from ancheng.supervision.enforcement.filters import day
from ancheng.supervision.enforcement.models import Inspection, Medium, Outcome, Tie, Verdict
from ancheng.supervision.enforcement.route import metres
from ancheng.supervision.enforcement.values import NewRecording, Picture
from ancheng.supervision.penalties.models import PenaltyCase

How = dict[str, Any]
# Farther from the registered place than this, a reviewer is told; a product default, unverified.
FAR_M = 500


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: facts, team, results, photos, documents, recordings, what came of it, one timeline."""
    asker = request.asker  # type: ignore[attr-defined]
    inspection = queries.one(asker, pk)
    assignments = list(inspection.assignments.select_related("inspector__department"))
    team = [each.inspector for each in assignments if each.recused_at is None]
    in_team = asker.person_id is not None and asker.person_id in {each.person_id for each in team}
    steps = {each.verb: each for each in verbs_for(inspection, asker)}
    results = list(inspection.results.select_related("item", "danger"))
    evidence = inspection.evidence.filter(attachment__withdrawn_at=None).select_related(
        "attachment__blob", "item"
    )
    context = {
        "inspection": inspection,
        "steps": steps,
        "in_team": in_team,
        "assignments": assignments,
        "team": team,
        "clock": Clock.objects.of(inspection).filter(stopped_at=None).select_related("unit").first(),
        "results": results,
        "items": list(field_actions.items_of(inspection).values()),
        "evidence": list(evidence),
        "recordings": list(inspection.recordings.all()),
        "media": Medium.choices,
        "documents": Document.every.filter(
            subject_type="enforcement.inspection", subject_id=inspection.pk
        ).order_by("pk"),
        "dangers": list(of_source(queries.SOURCE_TYPE, inspection.pk)),
        "penalties": _penalties(asker, inspection),
        "internal": asker.role != Role.ENTERPRISE,
        "conflicts": _conflicts(inspection) if asker.role != Role.ENTERPRISE else [],
        "inspectors": _sendable(inspection) if "assign" in steps else [],
        "ties": Tie.choices,
        "may_penalise": "close" in steps and inspection.failed and inspection.enterprise_id,
        "away_m": _away(inspection),
        "far_m": FAR_M,
        "shapes": _shapes(inspection),
        "bounds": _bounds(inspection),
        "may_recuse": inspection.draw_id and inspection.state in ("planned", "assigned", "on_site"),
    }
    return render(request, "enforcement/detail.html", context)


def _penalties(asker: Any, inspection: Inspection) -> list[PenaltyCase]:
    rows = PenaltyCase.every.visible_to(asker).filter(
        source_type=queries.SOURCE_TYPE, source_id=str(inspection.pk)
    )
    return list(rows.order_by("pk"))


def _sendable(inspection: Inspection) -> list[Any]:
    today = timezone.localdate()
    rows = queries.inspectors().filter(
        department_id=inspection.owner_unit_id, fields__contains=[inspection.item.field]
    )
    return list(rows.filter(valid_to__gte=today, valid_from__lte=today).order_by("load", "certificate"))


def _conflicts(inspection: Inspection) -> list[dict[str, Any]]:
    words = {key: str(label) for key, label in Verdict.choices}
    found = []
    for each in inspection.submissions.exclude(outcome=Outcome.APPLIED).select_related("person"):
        record = forms.field_record(each.payload)
        lines = [
            (order, words[standing], note, words[theirs], their_note)
            for order, standing, note, theirs, their_note in sync_actions.differences(
                inspection, record.answers
            )
        ]
        found.append({"row": each, "record": record, "lines": lines})
    return found


def _away(inspection: Inspection) -> int | None:
    """How far the phone was from the registered place; None where one of them is unknown."""
    if inspection.geometry is None or inspection.longitude is None or inspection.latitude is None:
        return None
    here = inspection.geometry.centroid
    return round(metres((here.x, here.y), (inspection.longitude, inspection.latitude)))


def _shapes(inspection: Inspection) -> dict[str, Any] | None:
    features = []
    if inspection.geometry:
        features.append(
            {"type": "Feature", "properties": {}, "geometry": json.loads(inspection.geometry.json)}
        )
    if inspection.longitude is not None and inspection.latitude is not None:
        spot = {"type": "Point", "coordinates": [inspection.longitude, inspection.latitude]}
        features.append({"type": "Feature", "properties": {}, "geometry": spot})
    return {"type": "FeatureCollection", "features": features} if features else None


def _bounds(inspection: Inspection) -> str:
    if not inspection.geometry:
        return ""
    west, south, east, north = inspection.geometry.extent
    return f"{west - 0.006:.5f},{south - 0.0045:.5f},{east + 0.006:.5f},{north + 0.0045:.5f}"


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    inspection = queries.one(asker, pk)
    context = {"inspection": inspection, "steps": verbs_for(inspection, asker)[:3]}
    return render(request, "enforcement/peek.html", context)


def _assign(request: HttpRequest, inspection: Inspection, how: How) -> str:
    keys = [int(each) for each in request.POST.getlist("inspector") if is_key(each)]
    chosen = list(queries.inspectors().filter(pk__in=keys))
    actions.assign(inspection=inspection, inspectors=chosen, **how)
    return _("已派员。")


def _arrive(request: HttpRequest, inspection: Inspection, how: How) -> str:
    field_actions.arrive(inspection=inspection, spot=forms.spot(request.POST), **how)
    return _("已到达现场，请逐项检查并提交现场记录。")


def _record(request: HttpRequest, inspection: Inspection, how: How) -> str:
    record = forms.typed_record(request.POST, inspection, at=how["at"])
    document = field_actions.record(inspection=inspection, record=record, **how)
    return _("%(number)s 已印发。") % {"number": document.number}


def _order(request: HttpRequest, inspection: Inspection, how: How) -> str:
    document = field_actions.order(
        inspection=inspection,
        requirement=request.POST.get("requirement", ""),
        due_on=day(request.POST.get("due_on", "")),
        **how,
    )
    return _("%(number)s 已印发。") % {"number": document.number}


def _recheck(request: HttpRequest, inspection: Inspection, how: How) -> str:
    passed = request.POST.get("passed") == "yes"
    document = field_actions.recheck(
        inspection=inspection, passed=passed, opinion=request.POST.get("opinion", ""), **how
    )
    return _("%(number)s 已印发。") % {"number": document.number}


def _close(request: HttpRequest, inspection: Inspection, how: How) -> str:
    actions.close(inspection=inspection, **how)
    return _("已办结，请在时限内公示结果。")


def _publish(request: HttpRequest, inspection: Inspection, how: How) -> str:
    actions.publish(inspection=inspection, **how)
    return _("结果已公示。")


def _cancel(request: HttpRequest, inspection: Inspection, how: How) -> str:
    actions.cancel(inspection=inspection, why=request.POST.get("why", ""), **how)
    return _("检查已取消。")


def _penalise(request: HttpRequest, inspection: Inspection, how: How) -> str:
    case = actions.penalise(
        inspection=inspection,
        matter=request.POST.get("matter", ""),
        clause=request.POST.get("clause", ""),
        **how,
    )
    return _("已移交立案：%(number)s。") % {"number": case.number}


def _photo(request: HttpRequest, inspection: Inspection, how: How) -> str:
    uploads = request.FILES.getlist("photos")
    if not uploads:
        raise Refusal("请选择要上传的照片。")
    for upload in uploads:
        picture = Picture(upload, f"desk-{uuid.uuid4().hex[:32]}", spot=forms.spot(request.POST))
        field_actions.add_picture(inspection=inspection, picture=picture, **how)
    return _("已上传 %(count)s 张照片。") % {"count": len(uploads)}


def _recording(request: HttpRequest, inspection: Inspection, how: How) -> str:
    sent = request.POST
    recording = NewRecording(
        medium=sent.get("medium", ""),
        device=sent.get("device", ""),
        reference=sent.get("reference", ""),
        began_at=parse_moment(sent.get("began_at", "")),
        ended_at=parse_moment(sent.get("ended_at", "")),
        sha256=sent.get("sha256", ""),
        step=sent.get("step", ""),
    )
    field_actions.add_recording(inspection=inspection, recording=recording, **how)
    return _("已登记全过程记录。")


def _recuse(request: HttpRequest, inspection: Inspection, how: How) -> str:
    draw = queries.one_draw(request.asker, inspection.draw_id or 0)  # type: ignore[attr-defined]
    tie = request.POST.get("tie", "")
    chosen = draw_actions.recuse(
        draw=draw,
        inspection=inspection,
        certificate=request.POST.get("certificate", ""),
        tie=Tie(tie) if tie in Tie.values else Tie.OTHER,
        why=request.POST.get("why", ""),
        **how,
    )
    return _("已回避，按种子重抽的执法人员为 %(who)s。") % {"who": chosen}


def _withdraw(request: HttpRequest, inspection: Inspection, how: How) -> str:
    draw = queries.one_draw(request.asker, inspection.draw_id or 0)  # type: ignore[attr-defined]
    more = draw_actions.withdraw(draw=draw, inspection=inspection, why=request.POST.get("why", ""), **how)
    return _("已递补：%(who)s。") % {"who": "、".join(str(each) for each in more)}


def _decide(request: HttpRequest, inspection: Inspection, how: How) -> str:
    key = request.POST.get("submission", "")
    row = get_object_or_404(inspection.submissions, pk=int(key) if is_key(key) else 0)
    sync_actions.decide(
        submission=row,
        take=request.POST.get("take") == "yes",
        record=forms.field_record(row.payload),
        why=request.POST.get("why", ""),
        **how,
    )
    return _("冲突已处理，两份记录都已保留。")


VERBS: dict[str, Callable[[HttpRequest, Inspection, How], str]] = {
    "assign": _assign,
    "arrive": _arrive,
    "record": _record,
    "order": _order,
    "recheck": _recheck,
    "close": _close,
    "publish": _publish,
    "cancel": _cancel,
    "penalise": _penalise,
    "photo": _photo,
    "recording": _recording,
    "recuse": _recuse,
    "withdraw": _withdraw,
    "decide": _decide,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of the case page."""
    inspection = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    said = VERBS[verb](request, inspection, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(inspection)
