"""Pages of duty: the board, rosters, shifts with their handover, the duty book."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import NotADate, beijing_day, from_beijing, parse_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.command.duty import actions, book_actions, export, forms, queries, rules
from ancheng.command.duty.models import Assignment, Desk, Entry, Handover
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.documents.models import Document
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, facts, one, page_of, realm_of

DAYS = 14


def may_work(request: HttpRequest, desk: Desk) -> bool:
    asker = asker_of(request)
    return asker.role == actions.Role.OFFICE or (
        asker.holds(*actions.WORKERS) and asker.unit_id in desk.unit.line
    )


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who is on duty now at each desk, who comes next, where nobody will be."""
    asker, now = asker_of(request), timezone.now()
    found = queries.board(asker, now)
    context = {
        "board": found,
        "unmanned": sum(each.now is None or not each.now.assignments.all() for each in found),
        "gaps": sum(bool(each.gaps) for each in found),
        "open": sum(each.open for each in found),
        "mine": queries.my_shifts(asker.person_id, now),
        "warn": rules.WARN_DAYS.in_force(beijing_day(now)),
        "may_add": asker.holds(*actions.WORKERS),
        "now": now,
    }
    return render(request, "duty/board.html", context)


def edit_desk(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*actions.WORKERS):
        raise NotAllowed("您的岗位不能设立值班室，请联系本单位工作人员。")
    known = one(Desk, asker, pk, "unit") if pk else None
    form = forms.DeskForm(request.POST or None, instance=known, initial={"unit": asker.unit_id})
    where = Where(_("值班室"), reverse("duty:board"), _("值班"))

    def act(_values: dict[str, Any]) -> Desk:
        return actions.keep_desk(desk=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, where)


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster of one desk, a fortnight at a time."""
    asker, now = asker_of(request), timezone.now()
    found = one(Desk, asker, pk, "unit")
    try:
        first = parse_day(request.GET["from"]) if request.GET.get("from") else beijing_day(now)
    except NotADate as fault:
        raise Refusal(str(fault)) from fault
    since = from_beijing(first)
    shifts = queries.shifts(found, since, since + timedelta(days=DAYS))
    manned = [rules.Span(each.starts_at, each.ends_at) for each in shifts if each.assignments.all()]
    context = {
        "desk": found,
        "shifts": shifts,
        "gaps": rules.uncovered(manned, max(since, now), max(now, since + timedelta(days=DAYS))),
        "first": first,
        "last": first + timedelta(days=DAYS - 1),
        "earlier": first - timedelta(days=DAYS),
        "later": first + timedelta(days=DAYS),
        "facts": facts(found, "unit", "phone", "place"),
        "may_work": may_work(request, found),
        "shift_form": forms.ShiftForm(),
        "now": now,
    }
    return render(request, "duty/desk.html", context)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Desk, asker, pk, "unit")
    actions.only_own(found.unit, asker, "排班")
    form = forms.PlanForm(found, request.POST or None)
    where = Where(
        _("排班"), found.get_absolute_url(), str(found), note=_("已有的班次保持不变，只补空缺的时段。")
    )

    def act(values: dict[str, Any]) -> Desk:
        people = {name: [each.pk for each in values.pop(name)] for name in ("leaders", "officers")}
        made = actions.plan(desk=found, by=asker, at=timezone.now(), **values, **people)
        messages.success(request, _("已排 %(count)s 个班次。") % {"count": made})
        return found  # type: ignore[no-any-return]

    return fill(request, form, act, where)


def add_shift(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Desk, asker, pk, "unit")
    form = forms.ShiftForm(request.POST or None)

    def act(values: dict[str, Any]) -> Any:
        return actions.add_shift(desk=found, by=asker, at=timezone.now(), **values)

    return fill(request, form, act, Where(_("增加班次"), found.get_absolute_url(), str(found)))


@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    return _shift(request, pk)


def _shift(
    request: HttpRequest, pk: int, sentence: str = "", handover: Any = None, status: int = 200
) -> HttpResponse:
    asker, now = asker_of(request), timezone.now()
    found = queries.shift(asker, pk)
    people = list(found.assignments.select_related("person").order_by("part"))
    given = Handover.objects.filter(shift=found).first()
    before = Handover.objects.filter(next_shift=found, taken_at=None).select_related("shift").first()
    on = {each.person_id for each in people}
    context = {
        "shift": found,
        "people": people,
        "entries": queries.entries(asker).filter(shift=found).order_by("-pk")[:100],
        "handover": given,
        "document": Document.objects.filter(pk=given.document_id).first()
        if given and given.document_id
        else None,
        "to_take": before if before and asker.person_id in on else None,
        "may_give": given is None and asker.person_id in on and found.starts_at <= now,
        "may_work": may_work(request, found.desk),
        "over": found.ends_at <= now,
        "begun": found.starts_at <= now,
        "put_on_form": forms.PutOnForm(found.desk, None),
        "handover_form": handover or forms.HandoverForm(),
        "sentence": sentence,
    }
    return render(request, "duty/shift.html", context, status=status)


@require_POST
def act_shift(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Put somebody on, take somebody off, hand over, take over."""
    asker, at = asker_of(request), timezone.now()
    found = queries.shift(asker, pk)
    form: Any = None
    try:
        if verb == "put_on":
            form = forms.PutOnForm(found.desk, request.POST)
            if not form.is_valid():
                raise Refusal("请选择人员和职责。")
            actions.put_on(shift=found, by=asker, at=at, **form.cleaned_data)
        elif verb == "take_off":
            assignment = get_object_or_404(
                Assignment, pk=key_of(request.POST.get("assignment")) or 0, shift=found
            )
            actions.take_off(assignment=assignment, why=request.POST.get("why", ""), by=asker, at=at)
        elif verb == "hand_over":
            form = forms.HandoverForm(request.POST)
            if not form.is_valid():
                raise Refusal("请填写本班情况、设备和通信情况。")
            book_actions.hand_over(shift=found, by=asker, at=at, **form.cleaned_data)
        elif verb == "take_over":
            before = get_object_or_404(Handover, next_shift=found)
            book_actions.take_over(handover=before, by=asker, at=at)
        else:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    except Refusal as refusal:
        handover = form if verb == "hand_over" else None
        return _shift(request, pk, refusal.sentence, handover, refusal.status)
    messages.success(request, _("已办理。"))
    return redirect(found)


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    return _book(request, forms.EntryForm())


def _book(request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.EntryFilters(request.GET, asker=asker)
    rows = filters.narrowed(queries.entries(asker, realm_of(request)))
    mine = [each for each in queries.desks(asker) if may_work(request, each)]
    context = {
        "page": page_of(request, rows),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "form": form,
        "mine": mine,
        "mine_ids": {each.pk for each in mine},
        "chosen": request.POST.get("desk", ""),
    }
    return render(request, "duty/book.html", context, status=status)


@require_safe
def export_book(request: HttpRequest, form: str) -> Any:
    filters = forms.EntryFilters(request.GET, asker=asker_of(request))
    rows = filters.narrowed(queries.entries(asker_of(request), realm_of(request)))
    return download(request, export.BOOK, export.book(rows), form)


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    desk = one(Desk, asker, key_of(request.POST.get("desk")) or 0, "unit")
    form = forms.EntryForm(request.POST)
    if not form.is_valid():
        return _book(request, form, 422)
    try:
        book_actions.write(
            desk=desk, by=asker, at=timezone.now(), realm=realm_of(request), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return _book(request, form, refusal.status)
    messages.success(request, _("已记入值班记录。"))
    return redirect("duty:book")


@require_POST
def act_entry(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Settle a matter, or correct a line by a further one."""
    asker, at = asker_of(request), timezone.now()
    entry = one(Entry, asker, pk, "desk__unit")
    text = request.POST.get("text", "")
    if verb == "settle":
        book_actions.settle(entry=entry, result=text, by=asker, at=at)
    elif verb == "correct":
        kind = rules.EntryKind.CORRECTION
        book_actions.write(
            desk=entry.desk, kind=kind, text=text, corrects=entry, by=asker, at=at, realm=realm_of(request)
        )
    else:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已办理。"))
    return redirect("duty:book")
