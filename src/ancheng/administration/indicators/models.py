"""Results by indicator, month, unit and part; marks of what must be counted again; months that are locked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.administration.indicators.rules import Amount


class Result(models.Model):
    """What one unit came to at the end of one month; the whole has an empty part, the district is a unit too."""

    indicator = models.CharField(_("指标"), max_length=10)
    month = models.DateField(_("月份"))
    unit = models.ForeignKey(
        "orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"), db_index=False
    )
    part = models.CharField(_("分项"), max_length=40, blank=True)
    numerator = models.DecimalField(_("分子"), max_digits=20, decimal_places=4)
    denominator = models.DecimalField(_("分母"), max_digits=20, decimal_places=4)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("指标结果")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "unit", "indicator", "part"], name="indicator_result_once"
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0, denominator__gte=0), name="indicator_result_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "unit", "month"], name="indicator_result_trend"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month:%Y-%m}"

    @property
    def amount(self) -> Amount:
        return Amount(self.numerator, self.denominator)


class LockedMonth(models.Model):
    """A month whose snapshot is frozen: later records change nothing in it, they are shown as a difference."""

    month = models.DateField(_("月份"), primary_key=True)
    locked_at = models.DateTimeField(_("锁定时间"))
    locked_by = models.CharField(_("锁定人"), max_length=80)

    class Meta:
        verbose_name = _("锁定月份")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Reading(models.Model):
    """Which reading of an open definition the district has chosen."""

    indicator = models.CharField(max_length=10, primary_key=True)
    choice = models.CharField(max_length=40)
    why = models.CharField(_("理由"), max_length=300)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("口径")

    def __str__(self) -> str:
        return f"{self.indicator} {self.choice}"
