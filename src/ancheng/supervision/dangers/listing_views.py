"""Pages of listings: the board, one listing with its verbs, and what the public may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.workflow.actions import may_take, verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import forms, listing_actions, queries, record_actions
from ancheng.supervision.dangers.models import Listing, Stage
from ancheng.supervision.dangers.workflows.listing import WORKFLOW

How = dict[str, Any]


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """The board: every listing by its state, the most urgent first."""
    asker, state = request.asker, request.GET.get("state", "")  # type: ignore[attr-defined]
    rows = queries.listings(asker)
    if state in {each.key for each in WORKFLOW.states}:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.filter(state__in=WORKFLOW.open_states)
    tally = queries.listing_tally(asker)
    context = {
        "listings": rows.order_by("due_on", "pk")[:300],
        "columns": [(each, tally[each.key]) for each in WORKFLOW.states],
        "state": state,
        "now": timezone.now(),
    }
    return render(request, "dangers/listings.html", context)


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The public notice: name, place, deadline and whether it is off the list; no person is named."""
    return render(
        request,
        "dangers/public_listings.html",
        {"listings": queries.public_listings().order_by("-listed_on", "-pk")[:500]},
    )


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.listing(asker, pk)
    photos = found.danger.photos.select_related("attachment__blob").filter(attachment__withdrawn_at=None)
    context = {
        "listing": found,
        "danger": found.danger,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
        "works": may_take(found, WORKFLOW.step("apply"), asker) and not found.ended,
        "is_office": asker.holds(Role.OFFICE),
        "clock": Clock.objects.of(found).filter(stopped_at=None).select_related("unit").first(),
        "progress": found.progress.all()[:20],
        "stages": [(stage, [each for each in photos if each.stage == stage]) for stage in Stage],
        "documents": Document.every.filter(subject_type="dangers.listing", subject_id=found.pk).order_by(
            "-pk"
        ),
        "today": timezone.localdate(),
    }
    return render(request, "dangers/listing.html", context)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _list(request: HttpRequest, listing: Listing, how: How) -> str:
    document = listing_actions.put_on_list(
        listing=listing, publish=request.POST.get("publish") == "yes", **how
    )
    return _("%(number)s 已印发。") % {"number": document.number}


def _plan(request: HttpRequest, listing: Listing, how: How) -> str:
    listing_actions.file_plan(listing=listing, plan=forms.plan(request.POST), **how)
    return _("治理方案已报备。")


def _progress(request: HttpRequest, listing: Listing, how: How) -> str:
    listing_actions.report_progress(
        listing=listing,
        percent=forms.number(request.POST.get("percent", "")),
        text=request.POST.get("text", ""),
        **how,
    )
    return _("进展已填报。")


def _apply(request: HttpRequest, listing: Listing, how: How) -> str:
    for upload in request.FILES.getlist("photos"):
        record_actions.add_photo(
            danger=queries.one(how["by"], listing.danger_id),
            upload=upload,
            stage=Stage.AFTER,
            spot=forms.spot(request.POST),
            **how,
        )
    listing_actions.apply(listing=listing, result=request.POST.get("result", ""), **how)
    return _("已申请验收，待现场审查。")


def _review(act: Callable[..., None]) -> Callable[[HttpRequest, Listing, How], str]:
    def take(request: HttpRequest, listing: Listing, how: How) -> str:
        for upload in request.FILES.getlist("photos"):
            danger = queries.one(how["by"], listing.danger_id)
            record_actions.add_photo(danger=danger, upload=upload, stage=Stage.RECHECK, **how)
        on = forms.day(request.POST.get("checked_on", ""), _("现场审查日期"))
        act(listing=listing, on=on, opinion=request.POST.get("opinion", ""), **how)
        return _("审查结果已记录。")

    return take


def _close(request: HttpRequest, listing: Listing, how: How) -> str:
    listing_actions.close(listing=listing, order_number=request.POST.get("order_number", ""), **how)
    return _("已记录依法关闭。")


def _reasoned(act: Callable[..., None]) -> Callable[[HttpRequest, Listing, How], str]:
    def take(request: HttpRequest, listing: Listing, how: How) -> str:
        act(listing=listing, why=_why(request), **how)
        return _("已办理。")

    return take


def _judged(act: Callable[..., None]) -> Callable[[HttpRequest, Listing, How], str]:
    def take(request: HttpRequest, listing: Listing, how: How) -> str:
        act(listing=listing, opinion=_why(request), **how)
        return _("已办理。")

    return take


def _plain(act: Callable[..., None]) -> Callable[[HttpRequest, Listing, How], str]:
    def take(request: HttpRequest, listing: Listing, how: How) -> str:
        act(listing=listing, **how)
        return _("已办理。")

    return take


VERBS: dict[str, Callable[[HttpRequest, Listing, How], str]] = {
    "list": _list,
    "decline": _reasoned(listing_actions.decline),
    "publish": _plain(listing_actions.make_public),
    "file_plan": _plan,
    "return_plan": _reasoned(listing_actions.return_plan),
    "start": _judged(listing_actions.start),
    "progress": _progress,
    "apply": _apply,
    "pass_check": _review(listing_actions.pass_check),
    "fail_check": _review(listing_actions.fail_check),
    "resume": _plain(listing_actions.resume),
    "ask_closure": _reasoned(listing_actions.ask_closure),
    "spare": _reasoned(listing_actions.spare),
    "close": _close,
    "delist": _judged(listing_actions.delist),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of a listing."""
    found = queries.listing(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    said = VERBS[verb](request, found, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(found)
