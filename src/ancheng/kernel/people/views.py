"""One's own seat and settings; the administrator's accounts and seats."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import LABELS, Role
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people import actions
from ancheng.kernel.people.middleware import SEAT
from ancheng.kernel.people.models import Membership, Person

PAGE = 50


@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Act from another of one's own seats."""
    held = {str(each.pk): each for each in request.seats}  # type: ignore[attr-defined]
    seat = held.get(request.POST.get("seat", ""))
    if seat is None:
        raise NotAllowed("您没有这个岗位，或任职已到期。")
    request.session[SEAT] = seat.pk
    messages.success(
        request, _("现以“%(seat)s”办理。") % {"seat": f"{seat.unit} · {named(LABELS[Role(seat.role)])}"}
    )
    return redirect("portal:home")


@require_safe
def no_seat(request: HttpRequest) -> HttpResponse:
    return render(request, "people/no_seat.html", status=403)


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "people/profile.html", {"seats": request.seats})  # type: ignore[attr-defined]


def _administrator(request: HttpRequest) -> None:
    if not request.asker.holds(Role.ADMINISTRATOR, Role.AUDITOR):  # type: ignore[attr-defined]
        raise NotAllowed("只有系统管理员可以管理账号。")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    rows = Person.objects.prefetch_related("memberships__unit").order_by("pk")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text))
    found = list((rows.filter(pk__gt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "people/list.html", {"people": found[:PAGE], "older": older, "text": text})


def add(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    if request.method == "POST":
        asked = request.POST
        password = asked.get("password") or None
        if password:
            _check_password(password)
        if not asked.get("username", "").strip() or not asked.get("name", "").strip():
            raise Refusal("请填写账号名和姓名。")
        person = actions.open_account(
            username=asked["username"].strip(),
            name=asked["name"].strip(),
            password=password,
            mobile=asked.get("mobile", ""),
            email=asked.get("email", ""),
            by=request.asker,
            at=timezone.now(),  # type: ignore[attr-defined]
        )
        return redirect("people:detail", person.pk)
    return render(request, "people/add.html")


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages)) from fault


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    _administrator(request)
    person = get_object_or_404(Person, pk=pk)
    if request.method == "POST":
        _change(request, person)
        return redirect("people:detail", pk)
    seats = person.memberships.select_related("unit").order_by("-valid_from")
    context = {"person": person, "seats": seats, "roles": LABELS.items(), "today": timezone.localdate()}
    return render(request, "people/detail.html", context)


def _change(request: HttpRequest, person: Person) -> None:
    asked, by, at = request.POST, request.asker, timezone.now()  # type: ignore[attr-defined]
    if asked.get("verb") == "suspend":
        actions.suspend_account(person=person, by=by, at=at, why=asked.get("why", ""))
    elif asked.get("verb") == "end":
        seat = get_object_or_404(Membership, pk=key(asked.get("seat")), person=person)
        actions.end_seat(
            membership=seat, last_day=timezone.localdate(), by=by, at=at, why=asked.get("why", "")
        )
    else:
        unit = _unit(asked.get("unit", ""))
        if asked.get("role") not in set(Role):
            raise Refusal("请选择角色。")
        actions.seat(
            person=person,
            unit=unit,
            role=Role(asked["role"]),
            by=by,
            at=at,
            valid_from=_day(asked.get("valid_from", "")) or timezone.localdate(),
            valid_to=_day(asked.get("valid_to", "")),
        )
    messages.success(request, _("已保存。"))


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError as fault:
        raise Refusal("日期应为 2026-12-31 的形式。") from fault


def _unit(name: str) -> Unit:
    unit = by_name([name]).get(name)
    if unit is None:
        raise Refusal(f"没有找到单位“{name}”，请填写规范名称、简称或已登记的别名。")
    return unit
