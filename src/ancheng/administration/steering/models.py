"""Bulletins as the system drafts and the office issues them, and who is sent the report of a week or month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", _("周报")
    MONTHLY = "monthly", _("月报")


class Bulletin(Operational):
    """One week or month: figures as they stood at drafting, text that is edited until it is issued."""

    rhythm = models.CharField(_("种类"), max_length=10, choices=Rhythm.choices)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    title = models.CharField(_("标题"), max_length=200)
    sections: Any = models.JSONField(_("正文"), default=list)
    tables: Any = models.JSONField(_("附表"), default=dict)
    drafted_at = models.DateTimeField(_("起草时间"))
    edited_at = models.DateTimeField(_("修改时间"), null=True)
    edited_by = models.CharField(_("修改人"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    document = models.OneToOneField(
        "documents.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(Operational.Meta):
        verbose_name = _("简报")
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "starts_on"], name="bulletin_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="bulletin_span"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("steering:bulletin", args=[self.pk])

    @property
    def issued(self) -> bool:
        return self.document_id is not None

    @property
    def late_shown(self) -> str:
        """How many late tasks there were, and that not all of them are listed."""
        rows = len(self.tables.get("late_tasks", []))
        total = self.tables.get("late_total", rows)
        return f"共{total}项" if rows >= total else f"共{total}项，列逾期最久的{rows}项"

    @property
    def span(self) -> str:
        def words(day: date) -> str:
            return f"{day.year}年{day.month}月{day.day}日"

        return f"{words(self.starts_on)}至{words(self.ends_on)}"

    def concerned_units(self) -> list[Unit]:
        return []


class Subscription(models.Model):
    """A person whom the office chose to be sent the report of every week or month."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+", verbose_name=_("收件人")
    )
    rhythm = models.CharField(_("种类"), max_length=10, choices=Rhythm.choices)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("定期报送")
        constraints = [models.UniqueConstraint(fields=["person", "rhythm"], name="subscription_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_rhythm_display()}"
