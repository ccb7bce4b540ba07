"""Tables of the catalogues: what is promoted, what is phased out, and who uses it."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.decision.knowledge import rules
from ancheng.kernel.orgs.models import Operational, Unit


class Direction(models.TextChoices):
    PROMOTE = "promote", _("推广")
    PHASE_OUT = "phase_out", _("淘汰")


class Thing(models.TextChoices):
    TECHNOLOGY = "technology", _("技术")
    PROCESS = "process", _("工艺")
    EQUIPMENT = "equipment", _("设备")


class Listing(models.Model):
    """One entry of a catalogue; what is phased out says by when."""

    direction = models.CharField(_("目录"), max_length=10, choices=Direction.choices)
    thing = models.CharField(_("类别"), max_length=10, choices=Thing.choices)
    code = models.CharField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=160)
    scope = models.CharField(_("适用范围"), max_length=300, blank=True)
    instead = models.CharField(_("可替代的技术或设备"), max_length=300, blank=True)
    source = models.CharField(_("来源文件"), max_length=200)
    valid_from = models.DateField(_("列入日期"), null=True, blank=True)
    valid_to = models.DateField(_("移出日期"), null=True, blank=True)
    phase_out_by = models.DateField(_("淘汰期限"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("目录条目")
        indexes = [models.Index(fields=["direction", "thing", "-id"], name="listing_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase_out_by=None) | Q(direction="phase_out"),
                name="listing_deadline_of_phase_out",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="listing_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:listing", args=[self.pk])

    def validity(self, on: date) -> rules.Validity:
        return rules.validity(self.valid_from, self.valid_to, on)


class Adoption(Operational):
    """An enterprise uses what an entry describes, since when, and until when where it gave it up."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("目录条目")
    )
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("使用企业")
    )
    asset_id = models.BigIntegerField(_("对象"), null=True, blank=True)
    found_on = models.DateField(_("登记日期"))
    deadline = models.DateField(_("停用期限"), null=True, blank=True)
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)
    task_id = models.BigIntegerField(null=True, editable=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("使用情况")
        indexes = [
            GinIndex(fields=["seen_by"], name="adoption_seen_by"),
            models.Index(fields=["enterprise"], name="adoption_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "enterprise"], name="adopted_once", condition=Q(ended_on=None)
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("found_on")),
                name="adoption_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.listing}"

    def concerned_units(self) -> list[Unit]:
        return [self.enterprise]

    def late(self, on: date) -> bool:
        return self.ended_on is None and self.deadline is not None and self.deadline < on
