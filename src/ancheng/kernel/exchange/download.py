"""A list as a file: the same rows as on the page, as a workbook or as CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone

from ancheng.kernel.exchange.streamed import streamed
from ancheng.kernel.exchange.tables import TableSpec, csv_lines, stream_xlsx
from ancheng.kernel.language import english

Answer = FileResponse | StreamingHttpResponse


def download(
    request: HttpRequest,
    spec: TableSpec,
    rows: Iterable[Mapping[str, Any]],
    form: str,
    *,
    csv_name: str = "",
) -> Answer:
    """`rows` in the columns of `spec`; `form` is csv, anything else a workbook; both are named by the title of
    `spec` unless the CSV has a name of its own."""
    language = "en" if english() else "zh"
    name, minute = spec.title(language), f"{timezone.localtime():%Y%m%d-%H%M}"
    if form == "csv":
        pieces = csv_lines(spec, rows, language=language)
        return streamed(request, pieces, "text/csv; charset=utf-8", f"{csv_name or name}-{minute}.csv")
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    stream_xlsx(spec, rows, file, language=language)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{minute}.xlsx")
