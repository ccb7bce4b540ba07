"""Pages of sources: health of each, its tokens, what was quarantined."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key, key
from ancheng.kernel.counting import how_many
from ancheng.monitoring.sensors import actions, forms, queries
from ancheng.monitoring.sensors.models import Token
from ancheng.monitoring.sensors.values import Way

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its last hour, the worst first; a new one is registered here."""
    by, now, sentence = request.asker, timezone.now(), ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            unit = forms.unit_named(request.POST.get("unit", ""))
            if unit is None:
                raise Refusal("请填写责任单位。")
            opened = actions.open_source(
                code=request.POST.get("code", "").strip(),
                name=request.POST.get("name", ""),
                unit=unit,
                way=request.POST.get("way", ""),
                contact=request.POST.get("contact", ""),
                by=by,
                at=now,
            )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已登记数据来源，请签发接入令牌。"))
            return redirect(opened)
    context = {
        "rows": queries.source_health(by, now),
        "beats": queries.gateway_beats(now),
        "ways": Way.choices,
        "typed": request.POST,
        "sentence": sentence,
        "keeps": by.holds(*actions.KEEPERS),
    }
    return render(request, "sensors/sources.html", context, status=422 if sentence else 200)


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: health, tokens, quarantine, how to send."""
    by, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.source(by, pk)
    frames = queries.quarantined(by, found.pk)
    after = request.GET.get("after", "")
    shown = list((frames.filter(pk__lt=int(after)) if is_key(after) else frames).order_by("-pk")[: PAGE + 1])
    (health,) = queries.source_health(by, now, [found])
    context = {
        "source": found,
        "health": health,
        "frames": shown[:PAGE],
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "count": how_many(frames),
        "waiting": frames.filter(replay_asked_at=None).exists(),
        "tokens": found.tokens.all()[:20],
        "fresh": request.session.pop(f"token-{found.pk}", ""),
        "keeps": by.holds(*actions.KEEPERS),
        "example": _example(found),
    }
    return render(request, "sensors/source.html", context)


def _example(found: object) -> str:
    sensor = found.sensors.filter(retired_on=None).order_by("pk").first()  # type: ignore[attr-defined]
    code = sensor.code if sensor else "GM-000001"
    value = sensor.declared.sample if sensor else 1.2
    return (
        f'{{"batch": "20261125-0001", "readings": [{{"sensor": "{code}", '
        f'"time": "2026-11-25T08:00:00+08:00", "value": {value:g}}}]}}'
    )


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Issue or revoke a token, stop or start the source, replay what was quarantined."""
    by, at, given = request.asker, timezone.now(), request.POST  # type: ignore[attr-defined]
    found = queries.source(by, pk)
    try:
        match verb:
            case "issue":
                _token, text = actions.issue_token(
                    source=found,
                    label=given.get("label", ""),
                    may_describe=given.get("may_describe") == "on",
                    by=by,
                    at=at,
                )
                request.session[f"token-{found.pk}"] = text
            case "revoke":
                token = get_object_or_404(Token, source=found, pk=key(given.get("token")) or 0)
                actions.revoke_token(token=token, by=by, at=at)
            case "stop" | "start":
                actions.set_in_use(
                    source=found, in_use=verb == "start", why=given.get("why", ""), by=by, at=at
                )
            case "replay":
                ids = [int(each) for each in given.getlist("frame") if is_key(each)]
                number = actions.replay(source=found, ids=ids, by=by, at=at)
                messages.success(request, _("已交网关重放 %(n)s 条，几秒后刷新查看结果。") % {"n": number})
                return redirect(found)
            case _:
                raise Refusal("没有这个操作，请从页面上的按钮进入。")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("已办理。"))
    return redirect(found)
