"""Pages of an adopted programme: matrix, group, ranking, bulletin, export."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancheng.administration.programme import queries
from ancheng.administration.programme.bulletin import bulletin_context
from ancheng.administration.programme.ledger import LEDGER, ledger_rows
from ancheng.administration.programme.models import Group, Programme, ProgrammeState
from ancheng.administration.programme.views import visible
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.exchange.tables import stream_xlsx
from ancheng.kernel.language import english
from ancheng.kernel.tasks import queries as tasks

# What a bulletin demands when the office writes nothing else; a bulletin is an official document, so it is Chinese.
DEMANDS = "请各责任单位对照时限加快推进，逾期任务于五个工作日内报送整改情况。"


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The adopted programme: figures and the matrix of units × groups."""
    programme = visible(request, pk)
    if programme.state == ProgrammeState.DRAFT:
        return redirect("programme:review", pk)
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    territories = request.GET.get("units") == "territories"
    section = request.GET.get("section", "")
    every = list(programme.groups.filter(dropped_why=""))
    columns = [each for each in every if each.section.startswith(section)]
    kinds = queries.TERRITORIES if territories else queries.DEPARTMENTS
    context: dict[str, Any] = {
        "programme": programme,
        "tally": tasks.tally(tasks.of_sources(asker, queries.SOURCE, [each.pk for each in every]), now),
        "rows": queries.matrix(programme, columns, kinds, asker, now),
        "columns": columns,
        "sections": _chapters(every),
        "section": section,
        "territories": territories,
        "letters": [(letter, key) for key, letter in queries.LETTERS.items() if key != "cancelled"],
        "may_edit": asker.holds(Role.OFFICE),
        "draft": Programme.objects.filter(supersedes=programme, state=ProgrammeState.DRAFT).first(),
    }
    return render(request, "programme/detail.html", context)


def _chapters(groups: list[Group]) -> list[str]:
    """The chapters that the sections belong to: 二(一) of 二(一)1, 重点工程 of 重点工程一."""
    found: list[str] = []
    for each in groups:
        head = (
            each.section.split(")")[0] + ")"
            if ")" in each.section
            else each.section.rstrip("一二三四五六七八九十")
        )
        if head and head not in found:
            found.append(head)
    return found


@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Group.objects.select_related("programme"), pk=pk)
    programme = visible(request, found.programme_id)
    now = timezone.now()
    rows = queries.group_states(found, request.asker)  # type: ignore[attr-defined]
    targets = [
        each
        for each in programme.targets.filter(section=found.section)
        if each.ordinal in (None, found.ordinal)
    ]
    context = {
        "group": found,
        "programme": programme,
        "tasks": rows,
        "tally": tasks.tally(rows, now),
        "targets": targets,
    }
    return render(request, "programme/group.html", context)


@require_safe
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is late, and who is done."""
    programme = visible(request, pk)
    rows = queries.ranking(programme, request.asker, timezone.now())  # type: ignore[attr-defined]
    context = {"programme": programme, "rows": rows, "may_issue": request.asker.holds(Role.OFFICE)}  # type: ignore[attr-defined]
    return render(request, "programme/ranking.html", context)


def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview and issue the monthly bulletin."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    if not asker.holds(Role.OFFICE):
        raise NotAllowed("月度通报由安委办印发。")
    programme = visible(request, pk)
    demands = request.POST.get("demands", "").strip() or DEMANDS
    context = bulletin_context(programme, demands, asker, now)
    if request.method == "POST":
        document = produce(kind="monthly_bulletin", subject=programme, context=context, by=asker, at=now)
        messages.success(request, _("%(number)s 已印发。") % {"number": document.number})
        return redirect(document)
    return render(request, "programme/bulletin.html", {"programme": programme, "bulletin": context})


@require_safe
def export(request: HttpRequest, pk: int) -> FileResponse:
    """The ledger as a workbook: the tasks that the asker may see, one row each."""
    programme = visible(request, pk)
    language = "en" if english() else "zh"
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    stream_xlsx(LEDGER, _rows(programme, request), file, language=language)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{programme.title}-{_('台账')}.xlsx")


def _rows(programme: Programme, request: HttpRequest) -> Iterator[dict[str, object]]:
    return ledger_rows(programme, request.asker, timezone.now())  # type: ignore[attr-defined]
