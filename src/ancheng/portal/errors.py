"""What a person reads when something went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ancheng.base.errors import Refusal
from ancheng.base.words import msgid
from ancheng.kernel.language import english

# The sentence of a refusal is Chinese (docs/decisions/0005-languages.md): an English page says its gist beside it.
GISTS = {
    400: msgid("填写的内容有误，未保存；具体原因如下（中文）。"),
    403: msgid("您的岗位无权进行此操作；具体原因如下（中文）。"),
    404: msgid("没有找到，或者您无权查看；具体原因如下（中文）。"),
    409: msgid("与现有情况冲突，可能已由他人办理；具体原因如下（中文）。"),
    429: msgid("操作过于频繁，请稍候一分钟再试。"),
}


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The sentence of a refusal, as a page or as a fragment for htmx."""
    gist = _(GISTS.get(refusal.status, GISTS[400])) if english() else ""
    return _page(request, refusal.status, str(refusal.sentence), gist)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, Refusal):
        return refuse(request, exception)
    return _page(request, 400, _("请求内容不完整或过大，未保存任何内容；请返回上一页重试。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, _("您的岗位无权进行此操作；如确有需要，请联系本单位管理员调整岗位。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, _("没有找到您要的内容：可能已被移除，或者您无权查看。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, _("页面停留过久或登录状态已变化，内容未提交；请返回上一页刷新后重试。"))


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("平台内部出错，本次操作未生效，已有内容不受影响；请稍后重试，仍不行请联系系统管理员。")
    # Without the request, hence without menu and counts: what is broken may be what they ask.
    frame = {"frame": "entry.html", "LANGUAGE_CODE": get_language()}
    context = {"sentence": sentence, "status": 500, **frame}
    return HttpResponse(render_to_string(_template(request), context), status=500)


def _page(request: HttpRequest, status: int, sentence: str, gist: str = "") -> HttpResponse:
    signed_in = getattr(request, "asker", None) is not None
    context = {
        "sentence": sentence,
        "gist": gist,
        "status": status,
        "frame": "base.html" if signed_in else "entry.html",
    }
    return render(request, _template(request), context, status=status)


def _template(request: HttpRequest) -> str:
    fragment = request.headers.get("HX-Request") == "true"
    return "portal/refusal_fragment.html" if fragment else "portal/refusal.html"
