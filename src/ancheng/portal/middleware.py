"""Turns a refusal into a page or a fragment with its sentence, and slows down who asks too much."""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from ancheng.base.errors import Refusal
from ancheng.portal.errors import refuse


class TooMany(Refusal):
    """More requests that change something than a person makes."""

    status = 429


class Unstorable(Refusal):
    """A character that no text may contain."""


class TooLongForItsField(Refusal):
    """A value that its column does not take, found by the database after all checks of the form."""

    status = 422


log = logging.getLogger(__name__)


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

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if any("\x00" in each for each in texts(request, kwargs)):
            return refuse(request, Unstorable("内容含有不可见的控制字符，未保存；请删除后重新填写。"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refuse(request, exception)
        if isinstance(exception, DataError):
            # The transaction was rolled back; the log tells which check of a form is missing.
            log.warning("%s %s: %s", request.method, request.path, exception)
            return refuse(
                request, TooLongForItsField("填写的内容过长或无法保存，未作任何改动；请精简后重试。")
            )
        return None


def texts(request: HttpRequest, kwargs: dict[str, Any]) -> Iterator[str]:
    """Every text that came with the request: in the path, in the address, in the form."""
    yield from (each for each in kwargs.values() if isinstance(each, str))
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield name
            yield from values


# New with every start: a count of the present minute needs no mark that outlives the process.
_SECRET = secrets.token_bytes(32)


def address_mark(address: str) -> str:
    """A mark under which an address is counted without being kept."""
    return hmac.new(_SECRET, address.encode(), "sha256").hexdigest()[:32]


def over_limit(request: HttpRequest) -> bool:
    """Whether this person or address has sent more than POSTS_PER_MINUTE in the present minute."""
    who = request.user.pk or address_mark(request.META.get("REMOTE_ADDR", ""))
    key = f"posts:{who}:{int(time.time() // 60)}"
    if cache.add(key, 1, 90):
        return False
    try:
        return bool(cache.incr(key) > max(1, settings.POSTS_PER_MINUTE // settings.WEB_PROCESSES))
    except ValueError:
        return False
