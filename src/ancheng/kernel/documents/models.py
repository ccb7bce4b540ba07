"""Official documents: number series, editions of Word templates, and what was issued."""

from __future__ import annotations

from typing import cast

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit


class NumberSeries(models.Model):
    """The last number given out in a series in a year; numbers leave no gap."""

    key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.year} {self.last}"


class TemplateEdition(models.Model):
    """A Word template that replaces the shipped one; earlier editions stay."""

    kind = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(_("版次"))
    blob = models.ForeignKey("files.Blob", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="template_edition_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Document(Operational):
    """One issued document: number, data, Word and PDF with their checksums."""

    number = models.CharField(_("文号"), max_length=80)
    title = models.CharField(_("标题"), max_length=300)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    data = models.JSONField()
    edition = models.ForeignKey(TemplateEdition, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey("files.Blob", on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey("files.Blob", on_delete=models.PROTECT, related_name="+")
    issuer_unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_why = models.CharField(max_length=200, blank=True)

    class Meta(Operational.Meta):
        verbose_name = _("公文")
        indexes = [
            GinIndex(fields=["seen_by"], name="document_seen_by"),
            models.Index(fields=["kind", "-at"], name="document_kind"),
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="document_number_once", condition=~Q(number=""))
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        subject = apps.get_model(self.subject_type).every.filter(pk=self.subject_id).first()
        units = cast(list[Unit], subject.concerned_units()) if subject else []
        return [*units, *([self.issuer_unit] if self.issuer_unit else [])]
