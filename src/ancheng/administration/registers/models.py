"""One table for the rows of all registers; the values of each are typed by its declaration."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.administration.registers.declare import Clock, Register
from ancheng.administration.registers.registry import REGISTERS
from ancheng.administration.registers.rules import shown
from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.models import Operational, Unit


class Row(Operational):
    """A row of a register: whose it is, where and when it counts, what falls due, and its typed values."""

    # Triggers mark every change for the extract from which indicators are counted (kernel/extract).
    followed_by: ClassVar[str] = "register"

    register = models.CharField(_("登记册"), max_length=40)
    code = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"), db_index=False
    )
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主管部门")
    )
    subdistrict = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("街道、地区")
    )
    # What two rows of a register may not have in common.
    same = models.CharField(max_length=300, editable=False)
    # What it has in common with the rows that renew it.
    series = models.CharField(max_length=300, blank=True, editable=False)
    starts_on = models.DateField(_("起始日期"), null=True, editable=False)
    ends_on = models.DateField(_("截止日期"), null=True, editable=False)
    due_on = models.DateField(_("到期日"), null=True, editable=False)
    due_clock = models.CharField(max_length=40, blank=True, editable=False)
    closed_on = models.DateField(_("办结日期"), null=True, editable=False)
    attributes: Any = models.JSONField(_("内容"), default=dict)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("登记")
        base_manager_name = "every"
        indexes = [
            GinIndex(fields=["seen_by", "register"], name="register_scope"),
            models.Index(fields=["register", "-id"], name="register_list"),
            models.Index(fields=["register", "series", "starts_on"], name="register_series"),
            models.Index(fields=["register", "unit", "starts_on"], name="register_unit"),
            models.Index(fields=["register", "starts_on"], name="register_time"),
            models.Index(
                fields=["due_on"], name="register_due", condition=Q(due_on__isnull=False, closed_on=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["register", "same"], name="register_row_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="register_row_in_time"
            ),
            models.CheckConstraint(condition=~Q(same=""), name="register_row_is_told_apart"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("registers:detail", args=[self.pk])

    @property
    def declared(self) -> Register:
        return REGISTERS[self.register]

    @property
    def clock(self) -> Clock | None:
        """The clock that asks for something next."""
        return self.declared.by_clock.get(self.due_clock)

    def concerned_units(self) -> list[Unit]:
        """Whose row it is, who supervises it, and in whose area it counts."""
        return [each for each in (self.unit, self.department, self.subdistrict) if each]

    def told(self, key: str) -> str:
        """A value as people read it, with its unit; '' when unknown."""
        field = self.declared.by_key[key]
        found = shown(field, self.attributes.get(key), english=english())
        return f"{found} {named(field.unit)}".strip() if found and field.unit else found

    @property
    def in_list(self) -> list[str]:
        return [self.told(key) or "—" for key in self.declared.columns]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and words of every value that is known, in the order of the register."""
        return [
            (named(each), self.told(each.key)) for each in self.declared.fields if each.key in self.attributes
        ]
