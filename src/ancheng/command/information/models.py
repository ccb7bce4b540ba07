"""Tables of information: notices from draft to issue, and what the media asked."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.incidents.models import Incident
from ancheng.command.information.declare import kind
from ancheng.command.information.workflows.notice import WORKFLOW
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"
PERSON_LINK = {"on_delete": models.PROTECT, "null": True, "editable": False, "related_name": "+"}


class Notice(Case):
    """A bulletin for those inside, or a notice for everybody; `public_at` is set where everybody may read it."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    kind = models.CharField(_("类型"), max_length=20)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="notices", verbose_name=_("突发事件")
    )
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"))
    drafted_by = models.ForeignKey(PERSON, **PERSON_LINK)
    approved_by = models.ForeignKey(PERSON, **PERSON_LINK)
    issued_at = models.DateTimeField(_("发布时间"), null=True)
    public_at = models.DateTimeField(_("公开时间"), null=True)
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("信息发布")
        indexes = [
            GinIndex(fields=["seen_by"], name="notice_seen_by"),
            models.Index(fields=["-public_at"], name="notice_public", condition=Q(public_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(drafted_by=None) | ~Q(approved_by=F("drafted_by")), name="notice_four_eyes"
            ),
            # Nothing of an exercise, no draft and nothing withdrawn is ever open to everybody.
            models.CheckConstraint(
                condition=Q(public_at=None) | Q(realm="actual", state__in=("issued", "archived", "withdrawn")), name="notice_public_is_actual"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("information:detail", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return kind(self.kind).zh

    @property
    def for_everybody(self) -> bool:
        return kind(self.kind).public


class Inquiry(Operational):
    """What a newspaper or a station asked, and what was answered by whom."""

    incident = models.ForeignKey(
        Incident,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("突发事件"),
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("受理单位"))
    asked_at = models.DateTimeField(_("询问时间"))
    outlet = models.CharField(_("媒体"), max_length=80)
    contact = models.CharField(_("联系人和电话"), max_length=80, blank=True)
    question = models.TextField(_("问题"), max_length=1000)
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)
    answered_by = models.CharField(_("答复人"), max_length=80, blank=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("媒体问询")
        indexes = [GinIndex(fields=["seen_by"], name="inquiry_seen_by")]
        constraints = [
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="inquiry_answered_in_words")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.outlet}：{self.question[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("information:inquiries")

    def concerned_units(self) -> list[Unit]:
        return [self.unit]
