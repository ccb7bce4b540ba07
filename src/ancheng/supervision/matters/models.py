"""Tables of matters: one table for all kinds; the facts of each are typed by its kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.rules import shown
from ancheng.supervision.matters.declare import MatterKind
from ancheng.supervision.matters.registry import KINDS


class Matter(Case, Placed):
    """A short supervised course of an object; its table of steps is that of its kind."""

    kind = models.CharField(_("类别"), max_length=40)
    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=160)
    facts: Any = models.JSONField(_("事实"), default=dict)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对象")
    )
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    opened_at = models.DateTimeField(_("立项时间"), editable=False)
    ended_at = models.DateTimeField(_("办结时间"), null=True, editable=False)
    # Set while it is open: what may not be open twice. Emptied by the step that ends it.
    open_key = models.CharField(max_length=90, null=True, editable=False)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("专项事项")
        indexes = [
            GinIndex(fields=["seen_by", "kind", "state"], name="matter_scope"),
            models.Index(fields=["kind", "-id"], name="matter_kind"),
            models.Index(fields=["kind", "due_at"], name="matter_due"),
            models.Index(fields=["asset", "-id"], name="matter_asset"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["open_key"], name="matter_open_once", condition=Q(open_key__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(open_key__isnull=True), name="matter_ended_frees_its_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("matters:detail", args=[self.pk])

    @property
    def WORKFLOW(self) -> Workflow:  # type: ignore[override]
        return KINDS[self.kind].workflow

    @property
    def declared(self) -> MatterKind:
        return KINDS[self.kind]

    def concerned_units(self) -> list[Unit]:
        """Who does it, who supervises it, whose site it is, and in whose area it lies."""
        units = (self.owner_unit, self.issuer_unit, self.enterprise, self.subdistrict, self.community)
        return [each for each in units if each]

    def told(self, key: str) -> str:
        """A fact as people read it; '' when unknown."""
        return shown(self.declared.by_key[key], self.facts.get(key), english=english())

    @property
    def shown_facts(self) -> list[tuple[str, str]]:
        """Label and words of every fact that is known, in the order of the kind."""
        return [(named(each), self.told(each.key)) for each in self.declared.fields if each.key in self.facts]

    def day(self, key: str) -> date | None:
        return date.fromisoformat(self.facts[key]) if self.facts.get(key) else None
