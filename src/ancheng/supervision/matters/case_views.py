"""The page of one matter and the steps of its kind's table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.matters import actions, queries
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.views import fields, shapes, typed_facts


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, place, the steps that I may take now, papers, one timeline."""
    matter = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    return _page(request, matter)


def _page(request: HttpRequest, matter: Matter, *, refused: str = "", sentence: str = "") -> HttpResponse:
    """The page; of a step that was refused the form is shown again as it was filled in."""
    asker, kind = request.asker, matter.declared  # type: ignore[attr-defined]
    steps = verbs_for(matter, asker)
    forms = [
        (
            step,
            fields(
                kind.asked(step.verb),
                step.verb,
                request.POST if step.verb == refused else {},
                kind,
                matter.facts,
            ),
            step.verb in kind.evidence,
            step.verb in kind.orders,
        )
        for step in steps
    ]
    extent = matter.geometry.extent if matter.geometry else None
    context = {
        "matter": matter,
        "kind": kind,
        "forms": forms,
        "refused": refused,
        "sentence": sentence,
        "typed_why": request.POST.get("why", ""),
        "clock": Clock.objects.of(matter).filter(stopped_at=None).first(),
        "clocks": Clock.objects.of(matter).exclude(stopped_at=None).order_by("started_at"),
        "files": attachments(matter, purpose="evidence"),
        "documents": Document.every.filter(subject_type="matters.matter", subject_id=matter.pk).order_by(
            "-pk"
        ),
        "siblings": queries.siblings(matter).select_related("owner_unit")[:30] if matter.asset_id else [],
        "shapes": shapes([matter]),
        "bounds": f"{extent[0] - 0.006:.5f},{extent[1] - 0.0045:.5f},{extent[2] + 0.006:.5f},{extent[3] + 0.0045:.5f}"
        if extent
        else "",
    }
    return render(request, "matters/detail.html", context, status=422 if sentence else 200)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    matter = queries.one(asker, pk)
    return render(request, "matters/peek.html", {"matter": matter, "steps": verbs_for(matter, asker)[:3]})


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step; what was typed stays when it is refused."""
    by = request.asker  # type: ignore[attr-defined]
    matter = queries.one(by, pk)
    try:
        document = actions.take_step(
            matter=matter,
            verb=verb,
            given=typed_facts(request.POST),
            why=request.POST.get("why", ""),
            uploads=request.FILES.getlist("files"),
            by=by,
            at=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status not in (400, 422):
            raise
        return _page(request, queries.one(by, pk), refused=verb, sentence=refusal.sentence)
    said = _("%(number)s 已印发。") % {"number": document.number} if document else _("已办理。")
    messages.success(request, said)
    return redirect(matter)
