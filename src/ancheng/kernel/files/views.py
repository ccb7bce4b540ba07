"""Opening a file."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ancheng.base.errors import Absent
from ancheng.kernel.files.models import Attachment, Blob
from ancheng.kernel.files.queries import subject_for


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The bytes, for who may see what they are attached to; never run as a page of ours."""
    attachment = get_object_or_404(Attachment.objects.select_related("blob"), pk=pk, withdrawn_at=None)
    subject_for(attachment, request.asker)  # type: ignore[attr-defined]
    return serve(
        request, attachment.blob, attachment.name, inline=attachment.shown_inline and "open" in request.GET
    )


def serve(
    request: HttpRequest, blob: Blob, name: str, *, inline: bool = False
) -> HttpResponse | FileResponse:
    """Stream a stored file under `name`."""
    etag = f'"{blob.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    try:
        file = blob.path.open("rb")
    except FileNotFoundError:
        raise Absent("文件登记在册，但存储中缺失，请联系系统管理员。") from None
    response = FileResponse(file, content_type=blob.media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    return response
