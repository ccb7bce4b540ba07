"""The page of one danger and its verbs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock, Extension
from ancheng.supervision.dangers import actions, forms, listing_actions, queries, record_actions
from ancheng.supervision.dangers.models import Danger, Level, Stage
from ancheng.supervision.dangers.rules import default_due_on
from ancheng.supervision.dangers.values import Grade

How = dict[str, Any]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One danger: facts, photos before and after, the verbs that the asker may take now, one timeline."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    danger = queries.one(asker, pk)
    clock = Clock.objects.of(danger).filter(stopped_at=None).select_related("unit").first()
    steps = [
        each
        for each in verbs_for(danger, asker)
        if not actions.closed_to(danger, each.verb, listed=danger.listed)
    ]
    supervises, rectifies = actions.may_supervise(danger, asker), actions.may_rectify(danger, asker)
    photos = list(danger.photos.select_related("attachment__blob").filter(attachment__withdrawn_at=None))
    context = {
        "danger": danger,
        "verbs": {each.verb: each for each in steps},
        "clock": clock,
        "extension": clock.extensions.filter(decided_at=None).select_related("asked_by").first()
        if clock
        else None,
        "stages": [
            (stage, [each for each in photos if each.stage == stage])
            for stage in Stage
            if stage != Stage.RECHECK or any(each.stage == stage for each in photos)
        ],
        "may_add": [stage for stage in Stage if _may_add(danger, stage, asker)],
        "may_ask": clock
        and clock.unit_id == asker.unit_id
        and asker.may_write
        and danger.state in queries.DOING
        and not danger.late(now),
        "supervises": supervises,
        "rectifies": rectifies,
        "is_office": asker.holds(Role.OFFICE),
        "may_list": supervises
        and danger.grade == Grade.MAJOR
        and not danger.listed
        and danger.state in listing_actions.TO_BE_LISTED,
        "levels": Level.choices,
        "listings": danger.listings.order_by("-pk"),
        "documents": Document.every.filter(subject_type="dangers.danger", subject_id=danger.pk).order_by(
            "-pk"
        ),
        "default_due": default_due_on(Grade(danger.grade), timezone.localdate()),
        "shape": _shape(danger),
        "bounds": _bounds(danger),
    }
    return render(request, "dangers/detail.html", context)


def _may_add(danger: Danger, stage: Stage, asker: Any) -> bool:
    if not asker.may_write:
        return False
    try:
        record_actions.may_photograph(danger, stage, asker)
    except Refusal:
        return False
    return True


def _shape(danger: Danger) -> Any:
    if not danger.geometry:
        return None
    return {"type": "Feature", "properties": {}, "geometry": json.loads(danger.geometry.json)}


def _bounds(danger: Danger) -> str:
    if not danger.geometry:
        return ""
    west, south, east, north = danger.geometry.extent
    return f"{west - 0.006:.5f},{south - 0.0045:.5f},{east + 0.006:.5f},{north + 0.0045:.5f}"


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    danger = queries.one(asker, pk)
    steps = [
        each
        for each in verbs_for(danger, asker)
        if not actions.closed_to(danger, each.verb, listed=danger.listed)
    ]
    return render(request, "dangers/peek.html", {"danger": danger, "steps": steps[:3]})


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _grade(request: HttpRequest, danger: Danger, how: How) -> str:
    to = Grade.MAJOR if request.POST.get("grade") == Grade.MAJOR else Grade.GENERAL
    actions.grade(danger=danger, to=to, clause=request.POST.get("clause", ""), why=_why(request), **how)
    return _("等级已核定。")


def _undertake(request: HttpRequest, danger: Danger, how: How) -> str:
    actions.undertake(
        danger=danger,
        due_on=forms.day(request.POST.get("due_on", ""), _("整改期限")),
        measures=request.POST.get("requirement", ""),
        **how,
    )
    return _("已转入自行整改。")


def _order(request: HttpRequest, danger: Danger, how: How) -> str:
    document = actions.order(
        danger=danger,
        requirement=request.POST.get("requirement", ""),
        interim=request.POST.get("interim", ""),
        due_on=forms.day(request.POST.get("due_on", ""), _("整改期限")),
        **how,
    )
    return _("%(number)s 已印发。") % {"number": document.number}


def _rectify(request: HttpRequest, danger: Danger, how: How) -> str:
    _take_photos(request, danger, Stage.AFTER, how)
    actions.rectify(danger=danger, result=request.POST.get("result", ""), **how)
    return _("已申请验收。")


def _photo(request: HttpRequest, danger: Danger, how: How) -> str:
    text = request.POST.get("stage", "")
    if text not in Stage.values:
        raise Refusal("请选择照片是整改前、整改后还是复查时拍摄的。")
    count = _take_photos(request, danger, Stage(text), how)
    if not count:
        raise Refusal("请选择要上传的照片。")
    return _("已上传 %(count)s 张照片。") % {"count": count}


def _take_photos(request: HttpRequest, danger: Danger, stage: Stage, how: How) -> int:
    uploads = request.FILES.getlist("photos")
    for upload in uploads:
        record_actions.add_photo(
            danger=danger, upload=upload, stage=stage, spot=forms.spot(request.POST), **how
        )
    return len(uploads)


def _ask(request: HttpRequest, danger: Danger, how: How) -> str:
    days = forms.number(request.POST.get("days", ""))
    record_actions.ask_more_time(danger=danger, days=days, reason=request.POST.get("reason", ""), **how)
    return _("延期申请已提交，待监管单位审批。")


def _decide(request: HttpRequest, danger: Danger, how: How) -> str:
    extension = get_object_or_404(
        Extension.objects.select_related("clock"),
        pk=forms.number(request.POST.get("extension", "")),
        clock__subject_type="dangers.danger",
        clock__subject_id=danger.pk,
    )
    granted = request.POST.get("granted") == "yes"
    record_actions.decide_more_time(
        danger=danger,
        extension=extension,
        granted=granted,
        answer=request.POST.get("answer", ""),
        **how,
    )
    return _("已批准延期。") if granted else _("已不予延期。")


def _put_on_account(request: HttpRequest, danger: Danger, how: How) -> str:
    record_actions.put_on_account(
        danger=danger,
        due_on=forms.day(request.POST.get("due_on", ""), _("挂账治理期限")),
        why=_why(request),
        **how,
    )
    return _("已挂账。")


def _propose(request: HttpRequest, danger: Danger, how: How) -> str:
    level = request.POST.get("level", "")
    listing_actions.propose(
        danger=danger,
        level=Level(level) if level in Level.values else Level.DISTRICT,
        reason=request.POST.get("reason", ""),
        due_on=forms.day(request.POST.get("due_on", ""), _("治理期限")),
        **how,
    )
    return _("已提出挂牌督办，待安委办决定。")


def _reasoned(act: Callable[..., None]) -> Callable[[HttpRequest, Danger, How], str]:
    def take(request: HttpRequest, danger: Danger, how: How) -> str:
        act(danger=danger, why=_why(request), **how)
        return _("已办理。")

    return take


def _judged(act: Callable[..., None]) -> Callable[[HttpRequest, Danger, How], str]:
    def take(request: HttpRequest, danger: Danger, how: How) -> str:
        act(danger=danger, opinion=_why(request), **how)
        return _("已办理。")

    return take


VERBS: dict[str, Callable[[HttpRequest, Danger, How], str]] = {
    "grade": _grade,
    "reject": _reasoned(actions.reject),
    "undertake": _undertake,
    "order": _order,
    "rectify": _rectify,
    "accept": _judged(actions.accept),
    "recheck": _judged(actions.recheck),
    "send_back": _reasoned(actions.send_back),
    "reopen": _reasoned(actions.reopen),
    "refer": _reasoned(actions.refer),
    "shut": _reasoned(actions.shut),
    "photo": _photo,
    "ask_extension": _ask,
    "decide_extension": _decide,
    "put_on_account": _put_on_account,
    "take_off_account": _reasoned(record_actions.take_off_account),
    "propose_listing": _propose,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of the case page."""
    danger = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    said = VERBS[verb](request, danger, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(danger)
