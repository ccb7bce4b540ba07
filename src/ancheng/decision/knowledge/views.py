"""Pages of knowledge: the list with its search, one item, upload with preview, versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.decision.knowledge import actions, forms, queries, reading, rules
from ancheng.decision.knowledge.models import VALIDITY_LABELS, VALIDITY_TONES, Item, Reviewed
from ancheng.decision.knowledge.pages import fill, take, verbs
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.models import Blob
from ancheng.kernel.pages import Where, asker_of, clock_of, facts
from ancheng.kernel.paging import Page, page

SALT = "knowledge.upload"
ACTS: Mapping[str, Any] = {
    "review": actions.review,
    "send_back": actions.send_back,
    "resubmit": actions.resubmit,
    "publish": actions.publish,
    "supersede": actions.supersede,
    "withdraw": actions.withdraw,
}


def paged(request: HttpRequest, rows: Any, text: str) -> Page:
    """The best hits of a search, or a stretch of the whole list."""
    if text:
        return Page(list(queries.searched(rows, text)[: queries.MOST_HITS]))
    return page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    filters = forms.ItemFilters(request.GET)
    text = filters.asked().get("q", "")
    rows = filters.narrowed(queries.items(asker).select_related("owner_unit").defer("words"), on)
    found = paged(request, rows, text)
    hits = queries.articles_with([each.pk for each in found.rows], text) if text else {}
    for each in found.rows:
        told = each.validity(on)
        each.validity_label, each.validity_tone = VALIDITY_LABELS[told], VALIDITY_TONES[told]
        each.title_pieces = rules.highlight(each.title, text, around=200) if text else []
        article = hits.get(each.pk)
        each.hit = rules.highlight(article.text, text) if article else rules.highlight(each.summary, text)
        each.hit_clause = article.clause if article else ""
    matched = rows.filter(queries.matching(text)) if text and queries.matching(text) is not None else rows
    context = {
        "page": found,
        "count": how_many(matched if text else rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "may_write": asker.holds(*WRITERS),
    }
    return render(request, "knowledge/list.html", context)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, queries.item(asker_of(request), pk), {}, "")


def _shown(request: HttpRequest, found: Item, bound: Mapping[str, Any], sentence: str) -> HttpResponse:
    asker, told = asker_of(request), found.validity(beijing_day(timezone.now()))
    context = {
        "case": found,
        "clock": clock_of(found),
        "verbs": verbs(found, asker, {}, bound),
        "act_url": "knowledge:act",
        "sentence": sentence,
        "facts": facts(
            found, "sort", "number", "issuer", "version", "valid_from", "valid_to", "industries", "source",
            "published_on", "verified",
        ),
        "validity_label": VALIDITY_LABELS[told],
        "validity_tone": VALIDITY_TONES[told],
        "articles": found.articles.all()[:500],
        "links": found.links.all(),
        "link_form": bound.get("link") or forms.LinkForm(),
        "newer": found.replaced_by.filter(state="published").first(),
        "may_write": asker.holds(*WRITERS),
    }  # fmt: skip
    return render(request, "knowledge/detail.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = queries.item(asker_of(request), pk)
    return do(request, found, verb, lambda bound, said: _shown(request, found, bound, said))


def do(request: HttpRequest, found: Any, verb: str, again: Any) -> HttpResponse:
    """One step of an item or a case, or a link of it."""
    if verb == "link":
        form = forms.LinkForm(request.POST)
        if not form.is_valid():
            response: HttpResponse = again({"link": form}, "")
            return response
        actions.link(to=found, by=asker_of(request), at=timezone.now(), **form.cleaned_data)
        return redirect(found)
    return take(request, found, verb, ACTS, {}, again)


def new(request: HttpRequest) -> HttpResponse:
    _only_writers(request)
    form = forms.ItemForm(request.POST or None)

    def act(_values: dict[str, Any]) -> Reviewed:
        return actions.submit(item=form.save(commit=False), by=asker_of(request), at=timezone.now())

    return fill(request, form, act, Where(_("登记知识条目"), reverse("knowledge:list"), _("知识库")))


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what was read, say what it is, hand it in."""
    _only_writers(request)
    if "read" in request.POST:
        return _confirmed(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "knowledge/upload.html", {"form": form}, status=status)
    file = form.cleaned_data["file"]
    try:
        content = file.read()
        draft = reading.read(content, file.name)
    except Refusal as refusal:
        form.add_error("file", refusal.sentence)
        return render(request, "knowledge/upload.html", {"form": form}, status=refusal.status)
    blob = store(chunks=[content], name=file.name, purpose="knowledge", at=timezone.now())
    kept = signing.dumps([blob.pk, file.name, asker_of(request).person_id], salt=SALT)
    about = forms.ItemForm(initial={"title": draft.title, "sort": "law"})
    return _preview(request, about, draft, kept)


def _preview(
    request: HttpRequest, form: django_forms.BaseForm, draft: reading.Draft, kept: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "draft": draft, "kept": kept, "clauses": draft.clauses[:200]}
    return render(request, "knowledge/preview.html", context, status=status)


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        key, name, person = signing.loads(request.POST["read"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature as fault:
        raise Refusal("预览已过期，请重新选择文件。") from fault
    if person != asker_of(request).person_id:
        raise NotAllowed("只能提交本人上传的文件。")
    draft = reading.read(Blob.objects.get(pk=key).path.read_bytes(), name)
    form = forms.ItemForm(request.POST)
    if not form.is_valid():
        return _preview(request, form, draft, request.POST["read"], 422)
    made = actions.submit(
        item=form.save(commit=False), clauses=draft.clauses, by=asker_of(request), at=timezone.now()
    )
    return redirect(made)


@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    asker = asker_of(request)
    newer, older = queries.item(asker, pk), queries.item(asker, other)
    found = rules.compare(
        older.articles.values_list("clause", "text"), newer.articles.values_list("clause", "text")
    )
    changed = [each for each in found if each.kind != "same"]
    context = {"newer": newer, "older": older, "rows": changed, "same": len(found) - len(changed)}
    return render(request, "knowledge/compare.html", context)


def _only_writers(request: HttpRequest) -> None:
    if not asker_of(request).holds(*WRITERS):
        raise NotAllowed("您的岗位不能提交知识库内容，请联系部门或安委办人员。")
