"""Pages of the hand-over to criminal procedure: the ledger, one transfer, its verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.penalties import queries, transfer_actions
from ancheng.supervision.penalties.models import Transfer
from ancheng.supervision.penalties.workflows.transfer import WORKFLOW

PAGE = 50


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """The ledger of transfers that I may see."""
    rows, state = queries.transfers(request.asker), request.GET.get("state", "")  # type: ignore[attr-defined]
    after = request.GET.get("after", "")
    rows = rows.filter(state=state[:20]) if state else rows
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    context = {
        "transfers": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "states": WORKFLOW.states,
        "chosen": state,
    }
    return render(request, "penalties/transfers.html", context)


@require_safe
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, queries.one_transfer(request.asker, pk))  # type: ignore[attr-defined]


def _page(request: HttpRequest, found: Transfer, *, sentence: str = "") -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    context = {
        "transfer": found,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
        "clock": Clock.objects.of(found).filter(stopped_at=None).first(),
        "clocks": Clock.objects.of(found).exclude(stopped_at=None).order_by("started_at"),
        "documents": Document.every.visible_to(asker).filter(
            subject_type="penalties.transfer", subject_id=found.pk
        ),
        "list": found.evidence_list or queries.evidence_list(found.case),
        "sentence": sentence,
        "typed": request.POST if sentence else {},
    }
    return render(request, "penalties/transfer.html", context, status=422 if sentence else 200)


def _text(
    act: Callable[..., object], **named: str
) -> Callable[[HttpRequest, Transfer, dict[str, Any]], object]:
    def take(request: HttpRequest, found: Transfer, how: dict[str, Any]) -> object:
        given = {name: request.POST.get(field, "") for name, field in named.items()}
        return act(transfer=found, **given, **how)

    return take


VERBS = {
    "approve": _text(transfer_actions.approve),
    "decline": _text(transfer_actions.decline, why="why"),
    "hand_over": _text(transfer_actions.hand_over, received_by="received_by"),
    "file": _text(transfer_actions.file, number="number", text="text"),
    "refuse": _text(transfer_actions.refuse, number="number", why="text"),
    "object": _text(transfer_actions.object_to, why="why"),
    "take_back": _text(transfer_actions.take_back, why="why"),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one transfer; a refused form comes back with the sentence."""
    found = queries.one_transfer(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    try:
        VERBS[verb](request, found, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, queries.one_transfer(request.asker, pk), sentence=refusal.sentence)  # type: ignore[attr-defined]
    messages.success(request, _("已办理。"))
    return redirect(found)
