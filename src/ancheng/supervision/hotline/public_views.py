"""The public page: report without an account, ask what came of it, say whether one is satisfied."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ancheng.base.errors import Refusal, TooLarge
from ancheng.base.numbers import is_key
from ancheng.supervision.hotline import actions, challenge, gate, photos, queries
from ancheng.supervision.hotline.models import Channel, Matter, Report, Satisfaction
from ancheng.supervision.hotline.rules import CONTENT_LIMIT
from ancheng.supervision.hotline.sealing import Identity
from ancheng.supervision.hotline.values import Submission

# Six photos of twelve megabytes each, and the words.
MOST_REQUEST_BYTES = photos.AT_MOST * photos.MOST_BYTES + 10**6
KEPT = ("title", "content", "named_party", "address", "geometry", "matter")
SAYS = {
    "received": gettext_lazy("已收到，正在决定是否受理。"),
    "accepted": gettext_lazy("已受理，正在核查。"),
    "verified": gettext_lazy("核查已结束，正在准备答复。"),
    "fed_back": gettext_lazy("已答复，请查看并评价。"),
    "closed": gettext_lazy("已办结。"),
    "transferred": gettext_lazy("已移送有权处理的单位。"),
    "rejected": gettext_lazy("不予受理。"),
    "merged": gettext_lazy("与先前的举报是同一事项，已合并办理。"),
}


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def report(request: HttpRequest) -> HttpResponse:
    """The page with its form; what is sent too large is refused before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not is_key(length) or int(length) > MOST_REQUEST_BYTES):
        raise TooLarge(f"照片合计超过{MOST_REQUEST_BYTES // 10**6} MB，未保存；请减少或缩小照片后重新提交。")
    return _report(request)


@csrf_protect
def _report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    now = timezone.now()
    wait = gate.knock(
        request, "report", at=now, most=settings.HOTLINE_PER_ADDRESS, in_all=settings.HOTLINE_PER_MINUTE
    )
    if wait:
        return _slowed(request, wait)
    asked = challenge.read(request.POST.get("challenge", ""), settings.SECRET_KEY, now=int(now.timestamp()))
    if asked is None:
        return _form(request, _("页面停留过久，请重新回答验证问题后提交；您填写的文字仍在。"), 422)
    answer, stamp = request.POST.get("answer", "")[:20], request.POST.get("stamp", "")[:20]
    if not challenge.answered(asked, words=answer, stamp=stamp):
        return _form(
            request, _("验证问题回答不对，请按新问题再答一次；您填写的文字仍在，照片请重新选择。"), 422
        )
    try:
        pictures = photos.redraw(request.FILES.getlist("photos"))
        found, code = actions.submit(submission=_submission(request, asked.nonce), at=now)
    except Refusal as refusal:
        return _form(request, refusal.sentence, refusal.status)
    photos.keep(report=found, pictures=pictures, by=actions.PUBLIC, at=now)
    return render(request, "report/received.html", {"report": found, "code": code})


def _submission(request: HttpRequest, nonce: str) -> Submission:
    sent = request.POST
    identity = Identity(
        name=sent.get("name", ""), phone=sent.get("phone", ""), email=sent.get("email", ""), address=""
    )
    return Submission(
        content=sent.get("content", "")[: CONTENT_LIMIT + 1],
        channel=Channel.WEB,
        title=sent.get("title", ""),
        matter=sent.get("matter", ""),
        named_party=sent.get("named_party", ""),
        address=sent.get("address", ""),
        geometry=read_point(sent.get("geometry", "")),
        nonce=nonce,
        identity=identity,
    )


def read_point(text: str) -> tuple[float, float] | None:
    """Longitude and latitude from the map's field; nothing when the field is empty."""
    if not text.strip():
        return None
    try:
        shape = json.loads(text[:500])
        if shape["type"] != "Point":
            raise ValueError
        longitude, latitude = (float(each) for each in shape["coordinates"][:2])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refusal("标绘的位置无法识别，请在地图上重新点选，或只填写地址。") from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Refusal("标绘的位置不在有效范围内，请重新点选。")
    return longitude, latitude


def _form(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    asked = challenge.make(now=int(now.timestamp()), bits=gate.bits_now(now))
    english = (get_language() or "").startswith("en")
    context: dict[str, Any] = {
        "fault": fault,
        "typed": {key: request.POST.get(key, "")[: CONTENT_LIMIT + 1] for key in KEPT},
        "matters": Matter.choices,
        "token": asked.token(settings.SECRET_KEY),
        "nonce": asked.nonce,
        "bits": asked.bits,
        "question": asked.words(english=english),
        "at_most": photos.AT_MOST,
    }
    return render(request, "report/new.html", context, status=status)


def _slowed(request: HttpRequest, wait: gate.Wait) -> HttpResponse:
    sentence = _("提交较多，请在 %(seconds)s 秒后再点一次“提交”；您填写的内容仍在页面上，尚未提交。")
    response = _form(request, sentence % {"seconds": wait.seconds}, 429)
    response["Retry-After"] = str(wait.seconds)
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def status(request: HttpRequest) -> HttpResponse:
    """What became of a report, for who knows its code; the code travels in the body, never in the address."""
    if request.method != "POST":
        return render(request, "report/status.html", {})
    wait = gate.knock(request, "status", at=timezone.now(), most=settings.HOTLINE_LOOKS_PER_ADDRESS)
    if wait:
        context = {"fault": _("查询过于频繁，请在 %(seconds)s 秒后再试。") % {"seconds": wait.seconds}}
        response = render(request, "report/status.html", context, status=429)
        response["Retry-After"] = str(wait.seconds)
        return response
    code = request.POST.get("code", "")[:40]
    found = queries.by_code(code)
    if found is None:
        fault = _("没有找到该查询码对应的举报，请核对后重新输入。")
        return render(request, "report/status.html", {"fault": fault}, status=404)
    return _standing(request, found, code)


@login_not_required
@never_cache
@require_POST
@sensitive_post_parameters()
def rate(request: HttpRequest) -> HttpResponse:
    wait = gate.knock(request, "status", at=timezone.now(), most=settings.HOTLINE_LOOKS_PER_ADDRESS)
    if wait:
        raise gate.TooOften(f"操作过于频繁，请在{wait.seconds}秒后再试。")
    code = request.POST.get("code", "")[:40]
    chosen, text = request.POST.get("satisfaction", ""), request.POST.get("text", "")
    found = actions.rate(code=code, satisfaction=chosen, text=text, at=timezone.now())
    return _standing(request, found, code, thanks=True)


def _standing(request: HttpRequest, found: Report, code: str, *, thanks: bool = False) -> HttpResponse:
    """Of a report that was joined to an earlier one, what came of the earlier one is told."""
    source = found.first if found.first and found.state == "merged" else found
    context = {
        "report": found,
        "code": code,
        "says": SAYS[found.state],
        "told": source.told if source.state in ("fed_back", "closed") or source is found else "",
        "verdict": source.get_verdict_display() if source.fed_back_at else "",
        "extensions": found.extensions.filter(granted=True),
        "may_rate": found.state in ("fed_back", "closed") and not found.satisfaction,
        "choices": Satisfaction.choices,
        "thanks": thanks,
    }
    return render(request, "report/standing.html", context)
