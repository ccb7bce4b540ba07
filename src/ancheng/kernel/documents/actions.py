"""Issuing documents and replacing their templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.base.working_days import beijing_day
from ancheng.kernel.audit.actions import record
from ancheng.kernel.audit.models import subject_type
from ancheng.kernel.documents.kind import DocumentKind, kinds
from ancheng.kernel.documents.models import Document, NumberSeries, TemplateEdition
from ancheng.kernel.documents.rendering import render_pdf, render_word
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.models import Blob


@transaction.atomic
def next_number(*, kind: str, pattern: str, at: datetime, realm: Realm = Realm.ACTUAL) -> str:
    """The next number of a kind's series in the year of `at`; exercises count in a series of their own."""
    year, key = beijing_day(at).year, kind if realm == Realm.ACTUAL else f"{kind}:{realm}"
    NumberSeries.objects.get_or_create(key=key, year=year)
    series = NumberSeries.objects.select_for_update().get(key=key, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    number = pattern.format(prefix=settings.DOCUMENT_PREFIX, year=year, n=series.last)
    return number if realm == Realm.ACTUAL else f"演练{number}"


@transaction.atomic
def produce(
    *,
    kind: str,
    subject: Model,
    context: Mapping[str, Any],
    by: Asker,
    at: datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> Document:
    """Number, render and keep a document about `subject`, as Word and as PDF; `pictures` are PNG images."""
    if not by.may_write:
        raise NotAllowed("审计员只能查看，不能印发公文。")
    declared = declared_kind(kind)
    realm = Realm(getattr(subject, "realm", Realm.ACTUAL))
    number = next_number(kind=kind, pattern=declared.number, at=at, realm=realm)
    values = {**context, "number": number, "exercise": realm == Realm.EXERCISE}
    edition = TemplateEdition.objects.filter(kind=kind).order_by("-number").first()
    word = render_word(template_path(declared, edition), values, pictures)
    document = Document(
        number=number,
        title=declared.title.format(**values)[:300],
        kind=kind,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        data=values,
        edition=edition,
        word=_kept(word, f"{kind}.docx", at),
        pdf=_kept(render_pdf(word, declared.page, values, pictures), f"{kind}.pdf", at),
        issuer_unit_id=by.unit_id,
        by_id=by.person_id,
        by_name=by.name,
        at=at,
        realm=realm,
    )
    document.derive_scope()
    document.save()
    record(by=by, at=at, verb="印发公文", subject=document, after={"number": number, "title": document.title})
    return document


def rendered(*, kind: str, context: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Word and PDF of a kind by the template in force, neither numbered nor kept: for what goes into a package."""
    declared = declared_kind(kind)
    edition = TemplateEdition.objects.filter(kind=kind).order_by("-number").first()
    word = render_word(template_path(declared, edition), context)
    return word, render_pdf(word, declared.page, context)


@transaction.atomic
def void(*, document: Document, why: str, by: Asker, at: datetime) -> None:
    """Declare an issued document void; its number is not given out again."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("公文由安委办作废。")
    if not why.strip():
        raise Refusal("作废公文须填写理由。")
    if not Document.every.filter(pk=document.pk, voided_at=None).update(voided_at=at, voided_why=why[:200]):
        raise Conflict("该公文已经作废。")
    record(by=by, at=at, verb="作废公文", subject=document, why=why)


@transaction.atomic
def replace_template(
    *, kind: str, upload: UploadedFile[Any], note: str, by: Asker, at: datetime
) -> TemplateEdition:
    """Take a new edition of a Word template; one that cannot print the sample is refused."""
    if not by.holds(Role.ADMINISTRATOR, Role.OFFICE):
        raise NotAllowed("只有系统管理员和安委办可以更换公文模板。")
    declared = declared_kind(kind)
    blob = store(chunks=upload.chunks(), name=upload.name or "", purpose="template", at=at)
    render_word(blob.path, declared.sample, declared.sample_pictures)
    last = (
        TemplateEdition.objects.filter(kind=kind).order_by("-number").values_list("number", flat=True).first()
    )
    edition = TemplateEdition.objects.create(
        kind=kind, number=(last or 0) + 1, blob=blob, at=at, by_id=by.person_id, note=note[:200]
    )
    record(by=by, at=at, verb="更换公文模板", subject=edition, why=note, after={"sha256": blob.sha256})
    return edition


def declared_kind(kind: str) -> DocumentKind:
    if kind not in kinds():
        raise Absent(f"没有“{kind}”这种公文。")
    return kinds()[kind]


def template_path(declared: DocumentKind, edition: TemplateEdition | None) -> Path:
    return edition.blob.path if edition else declared.word


def _kept(content: bytes, name: str, at: datetime) -> Blob:
    return store(chunks=[content], name=name, purpose="attachment", at=at)
