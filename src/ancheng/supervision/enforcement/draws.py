"""The table of draws: what was promised, what was frozen, what came out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.enforcement.libraries import Item, Plan
from ancheng.supervision.enforcement.workflows.draw import WORKFLOW


class Draw(Case):
    """A draw of who is inspected by whom; `library` is the canonical text whose hash was published before."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("检查事项"))
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="draws", verbose_name=_("计划")
    )
    ratio_bp = models.JSONField(_("抽查比例"), default=dict)
    per_subject = models.PositiveSmallIntegerField(_("每个对象执法人员数"), default=2)
    public_source = models.CharField(_("公开随机来源"), max_length=200, blank=True)
    public_known_at = models.DateTimeField(_("公开来源产生时间"), null=True, blank=True)
    public_value = models.CharField(_("公开来源数值"), max_length=200, blank=True)
    # The promised random number: told to nobody before the draw, to everybody after it.
    nonce = models.CharField(max_length=64, blank=True, editable=False)
    commitment = models.CharField(_("承诺"), max_length=64, blank=True)
    library = models.TextField(blank=True, editable=False)
    library_sha256 = models.CharField(_("库校验值"), max_length=64, blank=True)
    library_size = models.PositiveIntegerField(_("对象数"), default=0)
    # Why a subject holds how many tickets: for the office only, the public gets the numbers.
    reasons = models.JSONField(default=dict, editable=False)
    announced_at = models.DateTimeField(_("方案公布时间"), null=True)
    drawn_at = models.DateTimeField(_("抽取时间"), null=True)
    drawn_by = models.CharField(_("抽取人"), max_length=80, blank=True)
    changes = models.JSONField(default=list, editable=False)
    proof = models.TextField(blank=True, editable=False)
    proof_sha256 = models.CharField(_("证明校验值"), max_length=64, blank=True)
    drawn_number = models.PositiveIntegerField(_("抽中数"), default=0)
    published_at = models.DateTimeField(_("证明公示时间"), null=True)
    ended_why = models.CharField(_("取消理由"), max_length=200, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("双随机抽查")
        indexes = [models.Index(fields=["-id"], name="draw_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled"))
                | Q(announced_at__isnull=False) & ~Q(commitment="") & ~Q(library_sha256=""),
                name="draw_promised_before",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | Q(drawn_at__gt=models.F("announced_at")),
                name="draw_after_promise",
            ),
            models.CheckConstraint(condition=Q(per_subject__gte=2), name="draw_two_inspectors"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("enforcement:draw", args=[self.pk])
