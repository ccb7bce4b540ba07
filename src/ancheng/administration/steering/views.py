"""Pages of steering: the command post, its big screen, bulletins, whom reports go to, repeated questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.administration.steering import actions, queries, rules
from ancheng.administration.steering.models import Rhythm, Subscription
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.base.numbers import key
from ancheng.kernel import pages
from ancheng.kernel.people.models import Person

MOST_REPEATS = 200


def asker_of(request: HttpRequest) -> Asker:
    found = pages.asker_of(request)
    queries.only_public(found)
    return found


@require_safe
def post(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "steering/post.html", {"post": queries.command_post(asker_of(request), now)})


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "steering/screen.html", {"post": queries.command_post(asker_of(request), now)})


@require_safe
def repeats(request: HttpRequest) -> HttpResponse:
    """Which labels are asked on several forms, and what it costs the units that answered again."""
    asker_of(request)
    every = queries.repeated()
    found = [each for each in every if each.repeat.times]
    times = sum(each.repeat.times for each in found)
    context = {
        "found": found[:MOST_REPEATS],
        "labels": len(found),
        "unanswered": len(every) - len(found),
        "times": times,
        "hours": rules.hours(times),
        "seconds": rules.SECONDS_A_VALUE,
    }
    return render(request, "steering/repeats.html", context)


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    context = {"bulletins": queries.bulletins(asker)[:100], "may_edit": queries.may_edit(asker)}
    return render(request, "steering/bulletins.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    made = actions.draft(rhythm=request.POST.get("rhythm", ""), by=asker_of(request), at=timezone.now())
    messages.success(request, _("已按现有数据起草，请修改后印发。"))
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its text to edit; the issued one as it was issued."""
    asker = asker_of(request)
    found = queries.bulletin(asker, pk)
    if request.method == "POST":
        actions.edit(
            bulletin=found, title=request.POST.get("title", ""), texts=request.POST.getlist("text"),
            version=key(request.POST.get("version")) or 0, by=asker, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("已保存。"))
        return redirect(found)
    context = {"bulletin": found, "may_edit": queries.may_edit(asker) and not found.issued}
    return render(request, "steering/bulletin.html", context)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    document = actions.issue(
        bulletin=queries.bulletin(asker, pk), version=key(request.POST.get("version")) or 0, by=asker,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("%(number)s 已印发。") % {"number": document.number})
    return redirect(document)


@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Whom the reports of every week and month are sent to."""
    asker, now = asker_of(request), timezone.now()
    if not queries.may_edit(asker):
        raise NotAllowed("报送对象由安委办设定。")
    if request.method == "POST":
        person = get_object_or_404(Person, pk=key(request.POST.get("person")) or 0)
        actions.subscribe(person=person, rhythm=request.POST.get("rhythm", ""), by=asker, at=now)
        messages.success(request, _("已设定报送对象。"))
        return redirect("steering:subscriptions")
    context = {
        "subscriptions": queries.subscriptions(),
        "seats": queries.seats_to_choose(beijing_day(now)),
        "rhythms": Rhythm.choices,
    }
    return render(request, "steering/subscriptions.html", context)


@require_POST
def unsubscribe(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Subscription.objects.select_related("person"), pk=pk)
    actions.unsubscribe(subscription=found, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已取消。"))
    return redirect("steering:subscriptions")
