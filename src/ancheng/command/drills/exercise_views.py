"""Pages of exercises: the list, one run with its clock, entering and leaving the exercise realm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Absent, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.drills import exercise_actions, forms, queries
from ancheng.command.drills.models import Exercise, Inject
from ancheng.command.drills.script import script
from ancheng.command.drills.workflows.drill import CALLERS
from ancheng.kernel.language import named
from ancheng.kernel.pages import asker_of, page_of


@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    rows = queries.exercises(asker_of(request))
    return render(
        request,
        "drills/exercises.html",
        {"page": page_of(request, rows), "running": rows.filter(state="running")},
    )


@require_safe
def exercise(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: what was given when, how fast it was answered; the director also sees what is still to come."""
    asker, at = asker_of(request), timezone.now()
    found = queries.one_exercise(asker, pk)
    directs = asker.holds(*CALLERS)
    injects = list(found.injects.all())
    rows = [(each, each.timed(), each.in_time(found.ended_at or at)) for each in injects if each.given_at]
    context = {
        "exercise": found,
        "label": named(script(found.script).label),
        "about": named(script(found.script).about),
        "rows": rows,
        "coming": [each for each in injects if each.given_at is None] if directs else [],
        "left": sum(each.given_at is None for each in injects),
        "timing": queries.timing_of(injects, found.ended_at or at),
        "directs": directs,
        "may_write": asker.may_write,
        "inside": request.session.get("realm") == Realm.EXERCISE,
        "answer_form": forms.AnswerForm(),
    }
    return render(request, "drills/exercise.html", context)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    asker, at = asker_of(request), timezone.now()
    found = queries.one_exercise(asker, pk)
    if verb == "enter":
        if found.state != "running":
            raise Refusal("推演没有进行，不能进入演练状态。")
        request.session["realm"] = Realm.EXERCISE.value
        messages.success(request, _("已进入演练状态，页面顶部有演练标识。"))
    elif verb == "answer":
        _answer(request, found)
    elif verb in ("start", "end"):
        (exercise_actions.start if verb == "start" else exercise_actions.end)(exercise=found, by=asker, at=at)
        if verb == "end":
            request.session.pop("realm", None)
        messages.success(request, _("已办理。"))
    elif verb == "give":
        exercise_actions.give_due(exercise=found, at=at)
    else:
        raise Absent("没有这个操作，请刷新页面后重试。")
    return redirect(found)


def _answer(request: HttpRequest, found: Exercise) -> None:
    inject = get_object_or_404(Inject, exercise=found, pk=key_of(request.POST.get("inject")) or 0)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        raise Refusal("请写明采取了什么措施（不超过300字）。")
    exercise_actions.answer(
        inject=inject, text=form.cleaned_data["text"], by=asker_of(request), at=timezone.now()
    )
    messages.success(request, _("已登记响应。"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to what really happens."""
    request.session.pop("realm", None)
    messages.success(request, _("已退出演练状态。"))
    return redirect("drills:exercises")
