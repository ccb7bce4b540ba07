"""Verbs on files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.audit.models import subject_type
from ancheng.kernel.files.exif import Taken, taken
from ancheng.kernel.files.models import Attachment, Blob
from ancheng.kernel.files.rules import IMAGES
from ancheng.kernel.files.storage import keep, receive


def store(*, chunks: Iterable[bytes], name: str, purpose: str, at: datetime) -> Blob:
    """Keep bytes that the program itself made or took in, without attaching them yet."""
    return keep(receive(chunks, name=name, purpose=purpose), at=at)


def attach(
    *, subject: Model, upload: UploadedFile[Any], purpose: str, by: Asker, at: datetime, caption: str = ""
) -> Attachment:
    """Attach an upload to `subject`; a refused one leaves nothing behind."""
    if not by.may_write:
        raise NotAllowed("审计员只能查看，不能上传文件。")
    received = receive(upload.chunks(), name=upload.name or "", purpose=purpose)
    with transaction.atomic():
        known = taken(received.path) if received.media_type in IMAGES else Taken()
        blob = keep(received, at=at)
        kind, key = subject_type(subject), str(subject.pk)
        if Attachment.objects.filter(
            subject_type=kind, subject_id=key, purpose=purpose, blob=blob, withdrawn_at=None
        ).exists():
            raise Conflict(f"“{received.name}”与已上传的文件内容相同，无需重复上传。")
        attachment = Attachment.objects.create(
            blob=blob,
            name=received.name,
            caption=caption[:200],
            purpose=purpose,
            subject_type=kind,
            subject_id=key,
            by_id=by.person_id,
            by_name=by.name,
            at=at,
            taken_at=known.at,
            longitude=known.longitude,
            latitude=known.latitude,
            realm=getattr(subject, "realm", Realm.ACTUAL),
        )
        record(
            by=by,
            at=at,
            verb="上传文件",
            subject=subject,
            after={"file": received.name, "sha256": received.sha256, "bytes": received.size},
        )
    return attachment


@transaction.atomic
def withdraw(*, attachment: Attachment, subject: Model, why: str, by: Asker, at: datetime) -> None:
    """Take a file back from view; the bytes and the record stay."""
    if attachment.by_id != by.person_id and not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("只有上传人和安委办可以撤回文件。")
    if not why.strip():
        raise Refusal("撤回文件须填写理由。")
    if not Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_why=why[:200]
    ):
        raise Conflict("该文件已经撤回。")
    record(by=by, at=at, verb="撤回文件", subject=subject, why=why, before={"file": attachment.name})
