"""What a person reads when something went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ancheng.base.errors import Refusal


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The sentence of a refusal, as a page or as a fragment for htmx."""
    return _page(request, refusal.status, str(refusal.sentence))


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
    context = {"sentence": sentence, "status": 500, "frame": "entry.html"}
    return HttpResponse(render_to_string(_template(request), context), status=500)


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    signed_in = getattr(request, "asker", None) is not None
    context = {"sentence": sentence, "status": status, "frame": "base.html" if signed_in else "entry.html"}
    return render(request, _template(request), context, status=status)


def _template(request: HttpRequest) -> str:
    fragment = request.headers.get("HX-Request") == "true"
    return "portal/refusal_fragment.html" if fragment else "portal/refusal.html"
