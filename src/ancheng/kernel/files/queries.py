"""What is attached to what, and who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.audit.models import subject_type
from ancheng.kernel.files.models import Attachment, Blob
from ancheng.kernel.files.storage import checksum


def attachments(subject: Model, *, purpose: str = "") -> QuerySet[Attachment]:
    """The files attached to `subject` that have not been withdrawn, newest first."""
    found = Attachment.objects.filter(
        subject_type=subject_type(subject), subject_id=str(subject.pk), withdrawn_at=None
    ).select_related("blob")
    return (found.filter(purpose=purpose) if purpose else found).order_by("-at", "-pk")


def attachments_of(model: type[Model], ids: Iterable[int], *, purpose: str) -> QuerySet[Attachment]:
    """The files attached for `purpose` to many subjects of one kind, in one question."""
    return Attachment.objects.filter(
        subject_type=subject_type(model),
        subject_id__in=[str(each) for each in ids],
        purpose=purpose,
        withdrawn_at=None,
    ).select_related("blob")


def subject_for(attachment: Attachment, asker: Asker) -> Model:
    """What the file is attached to, if `asker` may see that; else as if there were no such file."""
    model = apps.get_model(attachment.subject_type)
    manager = getattr(model, "every", model._default_manager)
    rows = manager.all()
    visible = rows.visible_to(asker) if hasattr(rows, "visible_to") else rows.none()
    found: Model | None = visible.filter(pk=attachment.subject_id).first()
    if found is None:
        raise Absent("没有这个文件，或者您无权查看。")
    return found


def damaged() -> Iterator[tuple[Blob, str]]:
    """Every stored file that is missing or no longer has its checksum, with what is wrong."""
    for blob in Blob.objects.order_by("sha256").iterator():
        if not blob.path.exists():
            yield blob, "文件缺失"
        elif checksum(blob.path) != blob.sha256:
            yield blob, "内容与校验和不符"
