"""Puts the asker on the request: the seat in which the signed-in person acts, and whether it may act yet."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ancheng.kernel.people.queries import seats

SEAT = "seat"
OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/i18n/", "/people/no-seat/")
SEEN_EVERY_SECONDS = 300
# What somebody needs who is to set up a second factor: the page itself, the password once more, the way out.
SET_UP = "mfa_activate_totp"
NEEDED_FOR_SET_UP = (SET_UP, "account_reauthenticate", "account_logout", "set_language")


class SeenMiddleware:
    """Notes from where and when each session was last used; every few minutes, not at every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR")
        key = request.session.session_key
        if (
            address
            and key
            and request.user.is_authenticated
            and cache.add(f"seen:{key}:{address}", 1, SEEN_EVERY_SECONDS)
        ):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


class SeatMiddleware:
    """`request.asker` and `request.seats`; a person without a valid seat sees only that, and why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.asker = None  # type: ignore[attr-defined]
        request.seats = []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            held = seats(request.user, timezone.localdate())  # type: ignore[arg-type]
            request.seats = held  # type: ignore[attr-defined]
            chosen = next((each for each in held if each.pk == request.session.get(SEAT)), None)
            seat = chosen or (held[0] if held else None)
            request.asker = seat.asker() if seat else None  # type: ignore[attr-defined]
            if seat is None and not request.path.startswith(OPEN_PATHS):
                return redirect("people:no_seat")
        return self.get_response(request)


class SecondFactorMiddleware:
    """Who holds a role of SECOND_FACTOR_ROLES sets up a second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        due = lacks_second_factor(request)
        request.second_factor_due = due  # type: ignore[attr-defined]
        if not due or request.path in {reverse(each) for each in NEEDED_FOR_SET_UP}:
            return self.get_response(request)
        if _is_page(request):
            return redirect(SET_UP)
        # Opening the set-up page draws a new secret, so what runs in the background must not be led there.
        return render(request, "people/second_factor.html", status=403)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether one of the person's seats asks for a second factor that is not set up."""
    required = settings.SECOND_FACTOR_ROLES
    held = request.seats  # type: ignore[attr-defined]
    if not any(each.role in required for each in held):
        return False
    return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])  # type: ignore[arg-type]


def _is_page(request: HttpRequest) -> bool:
    """Whether a person opens a page, as far as the browser says; not a script, a picture or htmx."""
    if request.headers.get("HX-Request") == "true":
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"
