"""Pages of the import: choose, upload, map columns, look at the dry run, write, undo."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.exchange import actions, queries
from ancheng.kernel.exchange.importable import importable
from ancheng.kernel.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from ancheng.kernel.exchange.tables import CellError, CheckedRow, annotate, write_template
from ancheng.kernel.language import english

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """All imports that the asker may see, the latest first."""
    found = queries.visible(request.asker)  # type: ignore[attr-defined]
    after = request.GET.get("after", "")
    if is_key(after):
        found = found.filter(pk__lt=int(after))
    rows = list(found[: queries.PAGE + 1])
    older = rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None
    return render(request, "exchange/list.html", {"batches": rows[: queries.PAGE], "older": older})


def upload(request: HttpRequest, name: str, variant: str = "") -> HttpResponse:
    """Choose what and which file; the template of the kind is beside it."""
    declared = importable(name)
    variant = variant or request.GET.get("variant", "")
    declared.permit(request.asker, variant)  # type: ignore[attr-defined]
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refusal("请选择要导入的表格文件（xlsx、xls、ods 或 csv）。")
        batch = actions.upload(
            name=name,
            variant=variant,
            file=file,
            options=request.POST,
            by=request.asker,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        return redirect(batch)
    groups = declared.variants()
    labels = {key: label for _group, kinds in groups for key, label in kinds}
    context = {
        "declared": declared,
        "variant": variant,
        "title": labels.get(variant, declared.label),
        "groups": groups,
        "columns": declared.spec(variant).columns if variant else (),
        **_options(request, declared, {}),
    }
    return render(request, "exchange/upload.html", context)


@require_safe
def template(request: HttpRequest, name: str, variant: str) -> FileResponse:
    """The empty workbook of one kind."""
    declared = importable(name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    write_template(declared.spec(variant), file, language="en" if english() else "zh")
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{declared.title(variant)}-{_('导入模板')}.xlsx",
        content_type=XLSX,
    )


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, whatever it waits for."""
    found = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    mine = request.asker.sees_district or found.unit_id == request.asker.unit_id  # type: ignore[attr-defined]
    context: dict[str, Any] = {"batch": found, "may_act": mine and request.asker.may_write}  # type: ignore[attr-defined]
    if found.state == BatchState.MAPPING:
        return render(request, "exchange/mapping.html", context | _mapping(request, found))
    if found.running:
        page = "exchange/progress.html" if request.htmx else "exchange/running.html"  # type: ignore[attr-defined]
        return render(request, page, context)
    if request.htmx and request.GET.get("wait"):  # type: ignore[attr-defined]
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "exchange/checked.html", context | _checked(request, found))


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One verb on one import."""
    found = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    by, at, given = request.asker, timezone.now(), request.POST  # type: ignore[attr-defined]
    match given.get("verb"):
        case "reread":
            row = given.get("header_row", "")
            number = int(row) if is_key(row) and 0 < int(row) < 10_000 else None
            actions.reread(batch=found, sheet=given.get("sheet", ""), header_row=number, by=by, at=at)
        case "check":
            actions.check(batch=found, mapping=_chosen(found, request), options=given, by=by, at=at)
        case "recheck":
            actions.check(batch=found, mapping=found.mapping, options=_as_given(found), by=by, at=at)
        case "confirm":
            if actions.confirm(batch=found, skip_errors=given.get("skip_errors") == "on", by=by, at=at):
                found.refresh_from_db()
                if found.state == BatchState.DONE:
                    messages.success(request, _("已导入 %(count)s 行。") % {"count": found.progress})
        case "undo":
            if actions.undo(batch=found, why=given.get("why", ""), by=by, at=at):
                messages.success(request, _("已撤销该批次。"))
        case "discard":
            actions.discard(batch=found, by=by, at=at)
            return redirect("imports:list")
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    return redirect(found)


@require_safe
def annotated(request: HttpRequest, pk: int) -> FileResponse:
    """The uploaded sheet with every error written beside its row."""
    found = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    wrong = ImportRow.objects.filter(batch=found, outcome=Outcome.ERROR).order_by("number")
    rows = (
        CheckedRow(each.number, {}, tuple(CellError(**fault) for fault in each.errors))
        for each in wrong.only("number", "errors").iterator(chunk_size=2000)
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    annotate(queries.table_of(found), rows, file)
    file.seek(0)
    stem = found.filename.rsplit(".", 1)[0]
    return FileResponse(file, as_attachment=True, filename=f"{stem}-{_('错误批注')}.xlsx", content_type=XLSX)


def _mapping(request: HttpRequest, found: ImportBatch) -> dict[str, Any]:
    proposed = queries.proposed_mapping(found)
    spec = found.declared.spec(found.variant)
    columns = [
        {
            "index": index,
            "header": header,
            "samples": [row[index] if index < len(row) else "" for row in found.samples],
            "chosen": proposed.get(header, ""),
        }
        for index, header in enumerate(found.header)
    ]
    return {
        "columns": columns,
        "targets": spec.columns,
        "sheets": found.sheets,
        "unmapped": [each for each in spec.columns if each.key not in proposed.values() and each.required],
        "english": english(),
        **_options(request, found.declared, found.options),
    }


def _checked(request: HttpRequest, found: ImportBatch) -> dict[str, Any]:
    tabs = [(each.value, each.label, found.counts.get(each.value, 0)) for each in Outcome]
    asked = request.GET.get("show", "")
    shown = asked if asked in Outcome.values else next((key for key, _l, n in reversed(tabs) if n), "new")
    after = request.GET.get("after", "")
    rows = queries.rows(found, shown, after=int(after) if is_key(after) else 0)
    return {
        "tabs": tabs,
        "shown": shown,
        "rows": rows[: queries.PAGE],
        "older": rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
        "errors": found.counts.get(Outcome.ERROR, 0),
    }


def _chosen(found: ImportBatch, request: HttpRequest) -> dict[str, str]:
    """Header → column key as chosen on the screen."""
    chosen = {name: request.POST.get(f"col-{index}", "") for index, name in enumerate(found.header)}
    return {name: key for name, key in chosen.items() if key}


def _as_given(found: ImportBatch) -> dict[str, str]:
    """The kept terms in the form in which they were typed."""
    return {key: str(value) for key, value in found.options.items() if not isinstance(value, dict)}


def _options(request: HttpRequest, declared: Any, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "options": declared.options_shown(options, request.asker),  # type: ignore[attr-defined]
        "options_template": declared.options_template(),
    }
