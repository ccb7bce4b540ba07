"""The live stream to browsers."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from ancheng.base.asker import Asker
from ancheng.base.numbers import is_key
from ancheng.monitoring.warnings.hub import MOST_REPLAYED, Ear, Heard, stream
from ancheng.monitoring.warnings.models import LiveEvent


@require_safe
async def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events of cards and alarms; `Last-Event-ID` asks for what was missed."""
    asker: Asker = request.asker  # type: ignore[attr-defined]
    ear = Ear(asker.unit_id, asker.sees_district)
    given = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    after = int(given) if is_key(given) or given == "0" else None
    if isinstance(request, ASGIRequest):
        # A stream stays open for hours: it must not keep the connection with which its seat was looked up.
        await sync_to_async(connections.close_all)()
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            stream(ear, after), content_type="text/event-stream"
        )
    else:
        # A server that cannot hold a stream open answers with what is new, and the browser asks again.
        response = HttpResponse(await _at_once(ear, after), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


async def _at_once(ear: Ear, after: int | None) -> bytes:
    if after is None:
        last = await sync_to_async(LiveEvent.objects.order_by("-pk").values_list("pk", flat=True).first)()
        return f"retry: 1000\nid: {last or 0}\nevent: hello\ndata: {{}}\n\n".encode()
    rows = LiveEvent.objects.filter(pk__gt=after).order_by("pk")[:MOST_REPLAYED]
    told = await sync_to_async(
        lambda: [Heard(r.pk, r.topic, r.payload, tuple(r.seen_by), r.realm) for r in rows]
    )()
    found = [each for each in told if ear.may_hear(each)]
    return b"retry: 1000\n\n" + b"".join(each.frame() for each in found)
