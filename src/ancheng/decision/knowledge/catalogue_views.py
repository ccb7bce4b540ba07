"""Pages of the catalogues and of who uses what."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.decision.knowledge import catalogue_actions as actions
from ancheng.decision.knowledge import forms, queries
from ancheng.decision.knowledge.models import VALIDITY_LABELS, VALIDITY_TONES, Adoption, Listing
from ancheng.decision.knowledge.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.pages import Where, asker_of, facts
from ancheng.kernel.paging import page


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    asker, filters = asker_of(request), forms.ListingFilters(request.GET)
    asked = filters.asked()
    text = asked.pop("q", "")
    rows = queries.listings().filter(**asked)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text))
    found = page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    used = queries.adoptions(asker).filter(ended_on=None, listing__in=[each.pk for each in found.rows])
    many = dict(used.order_by().values_list("listing").annotate(n=Count("pk")))
    on = beijing_day(timezone.now())
    for each in found.rows:
        told = each.validity(on)
        each.used, each.label, each.tone = many.get(each.pk, 0), VALIDITY_LABELS[told], VALIDITY_TONES[told]
    context = {
        "page": found,
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "may_write": asker.holds(*actions.KEEPERS),
    }
    return render(request, "knowledge/listings.html", context)


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    asker, found = asker_of(request), queries.listing(pk)
    context = {
        "listing": found,
        "facts": facts(
            found,
            "direction",
            "thing",
            "code",
            "scope",
            "instead",
            "source",
            "valid_from",
            "valid_to",
            "phase_out_by",
        ),
        "uses": queries.adoptions(asker).filter(listing=found).order_by("ended_on", "-pk")[:200],
        "may_find": asker.holds(*actions.FINDERS),
        "today": beijing_day(timezone.now()),
    }
    return render(request, "knowledge/listing.html", context)


def new(request: HttpRequest) -> HttpResponse:
    asker, form = asker_of(request), forms.ListingForm(request.POST or None)
    if not asker.holds(*actions.KEEPERS):
        raise NotAllowed("推广和淘汰目录由安委办维护。")

    def act(_values: dict[str, Any]) -> Listing:
        return actions.enter(listing=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, Where(_("列入目录"), reverse("knowledge:listings"), _("推广和淘汰目录")))


def use(request: HttpRequest, pk: int) -> HttpResponse:
    asker, found = asker_of(request), queries.listing(pk)
    if not asker.holds(*actions.FINDERS):
        raise NotAllowed("使用情况由街乡、部门和执法人员登记。")
    form = forms.UseForm(request.POST or None, enterprises=queries.enterprises(asker))

    def act(values: dict[str, Any]) -> Listing:
        actions.note_use(listing=found, by=asker, at=timezone.now(), **values)
        return found

    return fill(request, form, act, Where(_("登记使用企业"), found.get_absolute_url(), str(found)))


@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    asker, filters = asker_of(request), forms.UseFilters(request.GET)
    asked, on = filters.asked(), beijing_day(timezone.now())
    rows = queries.adoptions(asker)
    if text := asked.get("q"):
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(listing__name__icontains=text))
    if asked.get("direction"):
        rows = rows.filter(listing__direction=asked["direction"])
    if asked.get("late"):
        rows = rows.filter(listing__direction="phase_out", ended_on=None, deadline__lt=on)
    context: dict[str, Any] = {
        "page": page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", "")),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "today": on,
    }
    return render(request, "knowledge/uses.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found: Adoption = queries.adoption(asker_of(request), pk)
    actions.end_use(adoption=found, by=asker_of(request), at=timezone.now())
    return redirect(found.listing)
