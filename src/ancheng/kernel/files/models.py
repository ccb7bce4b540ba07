"""Files: content stored once under its checksum, and where it is attached."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm


class Blob(models.Model):
    """Bytes that were stored, known by their SHA-256."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> Path:
        return Path(settings.FILES_ROOT) / self.sha256[:2] / self.sha256[2:4] / self.sha256


class Attachment(models.Model):
    """A stored file as somebody attached it to something, with the name it came with."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("文件名"), max_length=200)
    caption = models.CharField(_("说明"), max_length=200, blank=True)
    purpose = models.CharField(max_length=30)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(_("拍摄时间"), null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)

    class Meta:
        verbose_name = _("附件")
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="attachment_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "purpose", "blob"],
                name="attached_once",
                condition=Q(withdrawn_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_inline(self) -> bool:
        return self.blob.media_type in ("application/pdf", "image/png", "image/jpeg", "image/webp")
