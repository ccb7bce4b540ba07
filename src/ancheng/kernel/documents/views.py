"""Issued documents and their templates."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.documents import actions
from ancheng.kernel.documents.kind import kinds
from ancheng.kernel.documents.models import Document, TemplateEdition
from ancheng.kernel.files.views import serve

PAGE = 50


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    rows = Document.objects.visible_to(request.asker).select_related("issuer_unit").order_by("-pk")  # type: ignore[attr-defined]
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    rows = rows.filter(kind=kind) if kind else rows
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    for each in found:
        each.kind_label = kinds()[each.kind].label if each.kind in kinds() else each.kind
    context = {"documents": found[:PAGE], "kinds": kinds(), "kind": kind, "older": older}
    return render(request, "documents/list.html", context)


def _visible(request: HttpRequest, pk: int) -> Document:
    found: Document = get_object_or_404(Document.every.visible_to(request.asker), pk=pk)  # type: ignore[attr-defined]
    return found


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    label = kinds()[document.kind].label if document.kind in kinds() else document.kind
    return render(request, "documents/detail.html", {"document": document, "label": label})


@require_safe
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse | FileResponse:
    document = _visible(request, pk)
    blob, ending = (document.pdf, "pdf") if form == "pdf" else (document.word, "docx")
    return serve(request, blob, f"{document.number} {document.title}.{ending}", inline=form == "pdf")


@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    actions.void(document=document, why=request.POST.get("why", ""), by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("公文已作废。"))
    return redirect(document)


def templates(request: HttpRequest) -> HttpResponse:
    """The Word templates in force; a new edition is uploaded here."""
    if not request.asker.holds(Role.ADMINISTRATOR, Role.OFFICE):  # type: ignore[attr-defined]
        raise NotAllowed("只有系统管理员和安委办可以维护公文模板。")
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("请选择要上传的 Word 模板。")
        actions.replace_template(
            kind=request.POST.get("kind", ""),
            upload=upload,
            note=request.POST.get("note", ""),
            by=request.asker,
            at=timezone.now(),  # type: ignore[attr-defined]
        )
        messages.success(request, _("新模板已启用，此前印发的公文不受影响。"))
        return redirect("documents:templates")
    editions: dict[str, list[TemplateEdition]] = {}
    for edition in TemplateEdition.objects.select_related("by").order_by("-number"):
        editions.setdefault(edition.kind, []).append(edition)
    rows = [(key, kind, editions.get(key, []), sorted(kind.sample)) for key, kind in kinds().items()]
    return render(request, "documents/templates.html", {"rows": rows})


@require_safe
def template_file(request: HttpRequest, kind: str) -> FileResponse:
    """The template in force, to be edited in Word."""
    if not request.asker.holds(Role.ADMINISTRATOR, Role.OFFICE):  # type: ignore[attr-defined]
        raise NotAllowed("只有系统管理员和安委办可以下载公文模板。")
    declared = actions.declared_kind(kind)
    edition = TemplateEdition.objects.filter(kind=kind).order_by("-number").first()
    file = actions.template_path(declared, edition).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"{declared.label}模板.docx")
