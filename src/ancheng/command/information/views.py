"""Pages of information: notices, inquiries of the media, the table for the city."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import NotADate, beijing_day, parse_day
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key as key_of
from ancheng.command.incidents import queries as incidents
from ancheng.command.incidents.models import Incident
from ancheng.command.information import actions, export, forms, queries
from ancheng.command.information.declare import kind, kinds
from ancheng.command.information.models import Inquiry, Notice
from ancheng.command.information.workflows.notice import WRITERS
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.language import named
from ancheng.kernel.pages import Where, asker_of, facts, one, page_of, realm_of, take, verbs

ACTS = {
    "approve": actions.approve,
    "send_back": actions.send_back,
    "issue": actions.issue,
    "archive": actions.archive,
    "withdraw": actions.withdraw,
    "drop": actions.drop,
}
SHOWN, DAYS = 100, 31


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    asker, today = asker_of(request), beijing_day(timezone.now())
    filters = forms.NoticeFilters(request.GET)
    rows = filters.narrowed(queries.notices(asker, realm_of(request)))
    context = {
        "page": page_of(request, rows), "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "kinds": kinds(), "may_write": asker.may_write and asker.holds(*WRITERS),
        "since": today - timedelta(days=DAYS), "until": today,
    }  # fmt: skip
    return render(request, "information/list.html", context)


def new(request: HttpRequest, kind_name: str) -> HttpResponse:
    """A notice from its pattern, filled in with the incident where there is one."""
    asker, at = asker_of(request), timezone.now()
    actions.only_writers(asker)
    declared, incident = kind(kind_name), _incident(request)
    title, text = actions.suggested(kind_name, incident, at) if incident else ("", "")
    form = forms.NoticeForm(
        request.POST or None, initial={"title": title, "text": text, "nonce": str(uuid4())}
    )

    def act(values: dict[str, Any]) -> Notice:
        return actions.draft(
            key=kind_name, incident=incident, by=asker, at=at, realm=realm_of(request), **values
        )

    note = _("审定后才能发布；起草人不能审定。") if declared.public else _("内部信息，不对外公开。")
    where = Where(named(declared), reverse("information:list"), _("信息发布"), _("保存草稿"), note)
    return fill(request, form, act, where, said=_("草稿已保存，等待审定。"))


def _incident(request: HttpRequest) -> Incident | None:
    key = key_of(request.GET.get("incident", ""))
    return incidents.one(asker_of(request), key) if key else None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(
        request, one(Notice, asker_of(request), pk, "owner_unit", "incident", "drafted_by", "approved_by")
    )


def show(
    request: HttpRequest, notice: Notice, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker = asker_of(request)
    form = (bound or {}).get("rewrite") or forms.NoticeForm(
        initial={"title": notice.title, "text": notice.text}
    )
    context = {
        "case": notice, "facts": facts(notice, "drafted_by", "approved_by", "issued_at", "public_at"),
        "verbs": verbs(notice, asker, {}), "act_url": "information:act", "sentence": sentence,
        "rewrite_form": form if notice.state == "drafted" and asker.may_write and asker.holds(*WRITERS) else None,
    }  # fmt: skip
    return render(request, "information/detail.html", context, status=422 if bound or sentence else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    notice = one(Notice, asker_of(request), pk, "owner_unit", "incident")
    if verb == "rewrite":
        form = forms.NoticeForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                actions.rewrite(
                    notice=notice,
                    title=values["title"],
                    text=values["text"],
                    by=asker_of(request),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect(notice)
        return show(request, notice, {"rewrite": form})
    return take(
        request,
        notice,
        verb,
        made={},
        acts=ACTS,
        again=lambda bound, sentence: show(request, notice, bound, sentence),
    )


def inquiries(request: HttpRequest) -> HttpResponse:
    """What the media asked, the newest first; a new one is written down above."""
    asker = asker_of(request)
    rows = queries.inquiries(asker, realm_of(request)).order_by("-asked_at")
    form = forms.InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_inquiry(
            **form.cleaned_data,
            incident=_incident(request),
            by=asker,
            at=timezone.now(),
            realm=realm_of(request),
        )
        return redirect("information:inquiries")
    context = {"rows": rows[:SHOWN], "form": form, "may_write": asker.may_write and asker.holds(*WRITERS)}
    return render(request, "information/inquiries.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    inquiry: Inquiry = one(Inquiry, asker, pk)
    actions.answer(inquiry=inquiry, text=request.POST.get("text", ""), by=asker, at=timezone.now())
    return redirect("information:inquiries")


@require_safe
def city(request: HttpRequest, form: str) -> Any:
    """Incidents of a period as a table for the city."""
    try:
        since, until = parse_day(request.GET.get("since", "")), parse_day(request.GET.get("until", ""))
    except NotADate:
        raise Refusal("请选择起止日期。") from None
    if until < since:
        raise Refusal("截止日期不能早于起始日期。")
    rows = export.rows(asker_of(request), since, until + timedelta(days=1))
    return download(request, export.CITY, rows, form, csv_name="incidents")


@require_safe
@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """What everybody may read."""
    return render(request, "information/public.html", {"notices": queries.published()[:SHOWN]})


@require_safe
@login_not_required
def public_one(request: HttpRequest, pk: int) -> HttpResponse:
    return render(
        request, "information/public_one.html", {"notice": get_object_or_404(queries.published(), pk=pk)}
    )
