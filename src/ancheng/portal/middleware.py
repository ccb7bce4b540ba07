"""Turns a refusal into a page or a fragment with its sentence, and slows down who asks too much."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from ancheng.base.errors import Refusal
from ancheng.portal.errors import refuse


class TooMany(Refusal):
    """More requests that change something than a person makes."""

    status = 429


class RefusalMiddleware:
    """A Refusal raised by a view is answered with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and over_limit(request):
            response = refuse(request, TooMany("操作过于频繁，请稍候一分钟再试；已提交的内容不受影响。"))
            response["Retry-After"] = "60"
            return response
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refuse(request, exception) if isinstance(exception, Refusal) else None


def over_limit(request: HttpRequest) -> bool:
    """Whether this person or address has sent more than POSTS_PER_MINUTE in the present minute."""
    who = request.user.pk or request.META.get("REMOTE_ADDR", "")
    key = f"posts:{who}:{int(time.time() // 60)}"
    if cache.add(key, 1, 90):
        return False
    try:
        return bool(cache.incr(key) > max(1, settings.POSTS_PER_MINUTE // settings.WEB_PROCESSES))
    except ValueError:
        return False
