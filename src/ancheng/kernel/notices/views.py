"""The inbox, the bell, one's contact points, and the administrator's view of deliveries."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import Role
from ancheng.kernel.notices import actions, queries
from ancheng.kernel.notices.channels import channels
from ancheng.kernel.notices.models import ContactPoint, Delivery, Notice

PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    only = request.GET.get("only", "")
    notices = queries.inbox(request.user.pk, only=only)
    after = request.GET.get("after", "")
    if is_key(after):
        notices = notices.filter(pk__lt=int(after))
    rows = list(notices[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(request, "notices/inbox.html", {"notices": rows[:PAGE], "only": only, "older": older})


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/bell.html", {"bell": queries.bell(request.user.pk)})


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where it points."""
    notice = get_object_or_404(Notice, pk=pk, person_id=request.user.pk)
    actions.read(person_id=request.user.pk, notices=[pk], at=timezone.now())
    return redirect(notice.url or "inbox:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    unread = queries.inbox(request.user.pk, only="unread").values_list("pk", flat=True)
    count = actions.read(person_id=request.user.pk, notices=unread, at=timezone.now())
    messages.success(request, _("已将 %(count)s 条消息标为已读。") % {"count": count})
    return redirect("inbox:list")


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice, pk=pk, person_id=request.user.pk)
    actions.acknowledge(notice=notice, by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    return redirect("inbox:list")


def contact_points(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        now, asker = timezone.now(), request.asker  # type: ignore[attr-defined]
        if "remove" in request.POST:
            point = get_object_or_404(ContactPoint, pk=key(request.POST["remove"]), person_id=request.user.pk)
            actions.remove_contact_point(point=point, by=asker, at=now)
        else:
            actions.add_contact_point(
                person=request.user,
                channel=request.POST.get("channel", ""),  # type: ignore[arg-type]
                address=request.POST.get("address", "").strip(),
                by=asker,
                at=now,
            )
        messages.success(request, _("联系方式已更新。"))
        return redirect("inbox:contact_points")
    points = ContactPoint.objects.filter(person_id=request.user.pk).order_by("pk")
    return render(request, "notices/contact_points.html", {"points": points, "channels": channels()})


def deliveries(request: HttpRequest) -> HttpResponse:
    """Every delivery with its attempts, for the administrator."""
    if not request.asker.holds(Role.ADMINISTRATOR):  # type: ignore[attr-defined]
        raise NotAllowed("只有系统管理员可以查看外发记录。")
    if request.method == "POST":
        actions.retry(delivery=get_object_or_404(Delivery, pk=key(request.POST.get("retry"))), at=timezone.now())
        return redirect("inbox:deliveries")
    rows = (
        Delivery.objects.select_related("notice", "notice__person")
        .prefetch_related("attempts")
        .order_by("-pk")
    )
    after = request.GET.get("after", "")
    rows = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(rows[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "notices/deliveries.html", {"deliveries": found[:PAGE], "older": older})
