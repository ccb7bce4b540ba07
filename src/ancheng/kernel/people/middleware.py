"""Puts the asker on the request: the seat in which the signed-in person acts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from ancheng.kernel.people.queries import seats

SEAT = "seat"
OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/i18n/", "/people/no-seat/")


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
