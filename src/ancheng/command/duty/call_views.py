"""Pages of call-down: lists of people, and how they answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.command.duty import actions, call_actions, forms, queries, rules
from ancheng.command.duty.models import CallDown, CallList, CallMember
from ancheng.command.pages import fill
from ancheng.kernel.notices.actions import acknowledge
from ancheng.kernel.pages import Where, asker_of, one, page_of, realm_of


@require_safe
def call_lists(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    calls = queries.call_downs(asker, realm_of(request))
    context = {
        "lists": queries.call_lists(asker).order_by("unit__order", "name")[:200],
        "page": page_of(request, calls),
        "may_add": asker.holds(*actions.WORKERS),
    }
    return render(request, "duty/calls.html", context)


def edit_list(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*actions.WORKERS):
        raise NotAllowed("您的岗位不能设立呼叫名单，请联系本单位工作人员。")
    form = forms.CallListForm(request.POST or None, initial={"unit": asker.unit_id})
    where = Where(_("设立呼叫名单"), reverse("duty:calls"), _("紧急呼叫"))

    def act(_values: dict[str, Any]) -> CallList:
        return call_actions.keep_list(call_list=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, where)


@require_safe
def call_list(request: HttpRequest, pk: int) -> HttpResponse:
    return _list(request, one(CallList, asker_of(request), pk, "unit"))


def _list(
    request: HttpRequest, found: CallList, member: Any = None, call: Any = None, status: int = 200
) -> HttpResponse:
    asker = asker_of(request)
    own = asker.role == actions.Role.OFFICE or (
        asker.holds(*actions.WORKERS) and asker.unit_id in found.unit.line
    )
    context = {
        "list": found,
        "members": found.members.select_related("person", "deputy"),
        "calls": queries.call_downs(asker, realm_of(request)).filter(list=found).order_by("-pk")[:20],
        "own": own,
        "member_form": member or forms.MemberForm(found, None),
        "call_form": call or forms.CallForm(),
        "edition": rules.ANSWER_MINUTES.in_force(beijing_day(timezone.now())),
    }
    return render(request, "duty/call_list.html", context, status=status)


@require_POST
def act_list(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Add or drop a member, or call everybody."""
    asker, at = asker_of(request), timezone.now()
    found = one(CallList, asker, pk, "unit")
    if verb == "drop":
        member = get_object_or_404(CallMember, pk=key_of(request.POST.get("member")) or 0, list=found)
        call_actions.drop_member(member=member, by=asker, at=at)
        return redirect(found)
    form: Any = forms.CallForm(request.POST) if verb == "call" else forms.MemberForm(found, request.POST)
    again = {"call" if verb == "call" else "member": form}
    if not form.is_valid():
        return _list(request, found, **again, status=422)
    try:
        if verb == "call":
            values = form.cleaned_data
            call = call_actions.call_down(call_list=found, by=asker, at=at, realm=realm_of(request), **values)
            messages.success(request, _("已呼叫，等待确认。"))
            return redirect(call)
        call_actions.add_member(call_list=found, member=form.save(commit=False), by=asker, at=at)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return _list(request, found, **again, status=refusal.status)
    return redirect(found)


@require_safe
def call_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was called, who answered, who was called instead."""
    asker = asker_of(request)
    call = _call(asker, pk)
    notices = list(queries.called(call))
    answers = queries.answers(call)
    context = {
        "call": call,
        "notices": notices,
        "share": rules.answered_share(answers),
        "answered": sum(each.acknowledged_at is not None for each in answers),
        "all": len(answers),
        "mine": next(
            (each for each in notices if each.person_id == asker.person_id and not each.acknowledged_at), None
        ),
    }
    return render(request, "duty/call_down.html", context)


def _call(asker: Any, pk: int) -> CallDown:
    """The call, for who may see it and for everybody who was called."""
    found = CallDown.every.select_related("list__unit").filter(pk=pk).first()
    if found and queries.called(found).filter(person_id=asker.person_id).exists():
        return found  # type: ignore[no-any-return]
    return one(CallDown, asker, pk, "list__unit")  # type: ignore[no-any-return]


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge a call that was made to oneself."""
    asker, at = asker_of(request), timezone.now()
    call = _call(asker, pk)
    for each in queries.called(call).filter(person_id=asker.person_id, acknowledged_at=None):
        acknowledge(notice=each, by=asker, at=at)
    messages.success(request, _("已确认。"))
    return redirect(call)
