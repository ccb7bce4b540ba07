"""Tables of inspections: the case, who goes, what was found, what proves it, what came from a phone."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.models import Checklist, ChecklistItem, Danger
from ancheng.supervision.enforcement import values
from ancheng.supervision.enforcement.draws import Draw
from ancheng.supervision.enforcement.libraries import Inspector, Item
from ancheng.supervision.enforcement.workflows.inspection import WORKFLOW

PERSON = "people.Person"
# Before anybody has arrived the enterprise is not told that it will be inspected.
UNTOLD = ("planned", "assigned", "cancelled")


class Source(models.TextChoices):
    DRAW = values.Source.DRAW.value, _("双随机抽查")
    PLAN = values.Source.PLAN.value, _("计划检查")
    SPECIAL = values.Source.SPECIAL.value, _("专项检查")
    COMPLAINT = values.Source.COMPLAINT.value, _("举报核查")
    CREDIT = values.Source.CREDIT.value, _("失信企业检查")


class Verdict(models.TextChoices):
    PASS = values.Verdict.PASS.value, _("合格")
    FAIL = values.Verdict.FAIL.value, _("不合格")
    NOT_APPLICABLE = values.Verdict.NOT_APPLICABLE.value, _("不涉及")


class Inspection(Case, Placed):
    """One inspection of an enterprise or object under one legal item."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("检查事项"))
    checklist = models.ForeignKey(
        Checklist,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("检查清单"),
        db_index=False,
    )
    draw = models.ForeignKey(
        Draw,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("抽查"),
    )
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    asset = models.ForeignKey(
        Asset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("对象"),
    )
    reason = models.CharField(_("检查事由"), max_length=300, blank=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    planned_on = models.DateField(_("计划完成日期"))
    arrived_at = models.DateTimeField(_("到达时间"), null=True)
    recorded_at = models.DateTimeField(_("记录时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    published_at = models.DateTimeField(_("公示时间"), null=True)
    passed = models.PositiveSmallIntegerField(_("合格项"), default=0)
    failed = models.PositiveSmallIntegerField(_("不合格项"), default=0)
    not_applicable = models.PositiveSmallIntegerField(_("不涉及项"), default=0)
    opinion = models.TextField(_("检查意见"), blank=True)
    attended_by = models.CharField(_("被检查单位在场人员"), max_length=80, blank=True)
    refused_to_sign = models.CharField(_("未签字情况"), max_length=200, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(_("定位精度（米）"), null=True)
    mocked = models.BooleanField(_("模拟定位"), null=True)
    # Recorded with the phone; False: typed at a desk; None: not recorded yet.
    by_phone = models.BooleanField(_("移动执法"), null=True)
    requirement = models.TextField(_("整改要求"), blank=True)
    order_due_on = models.DateField(_("整改期限"), null=True)
    rechecks = models.PositiveSmallIntegerField(_("复查次数"), default=0)
    recheck_opinion = models.TextField(_("复查意见"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("执法检查")
        indexes = [
            GinIndex(fields=["seen_by"], name="inspection_seen_by"),
            models.Index(fields=["-planned_on", "-id"], name="inspection_latest"),
            models.Index(fields=["state", "-planned_on", "-id"], name="inspection_state"),
            models.Index(fields=["enterprise", "-planned_on"], name="inspection_enterprise"),
            models.Index(fields=["owner_unit", "recorded_at"], name="inspection_owner_recorded"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="inspection_source_known"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(asset__isnull=False), name="inspection_of_something"
            ),
            models.UniqueConstraint(
                fields=["draw", "enterprise"],
                name="inspection_drawn_once",
                condition=Q(draw__isnull=False, asset=None) & ~Q(state="cancelled"),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="inspection_published_at",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None) | Q(recorded_at__gte=F("arrived_at")),
                name="inspection_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise or self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("enforcement:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """Who inspects, who gave it, in whose area it lies; the enterprise from the arrival on."""
        told = self.enterprise if self.state not in UNTOLD else None
        units = (self.owner_unit, self.issuer_unit, told, self.subdistrict, self.community)
        return [each for each in units if each]


class Assignment(models.Model):
    """An inspector of an inspection; one who withdrew stays written down with the reason."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="assignments")
    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    recused_at = models.DateTimeField(_("回避时间"), null=True)
    recused_why = models.CharField(_("回避理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("派员")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "inspector"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(recused_at=None) | ~Q(recused_why=""), name="recusal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.inspector)


class ItemResult(models.Model):
    """What was found at one item of the checklist, and the danger that came of it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="results")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    note = models.CharField(_("具体情况"), max_length=500, blank=True)
    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("检查结果")
        ordering = ["item__order"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="item_result_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="item_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verdict}"


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", _("照片")
    SIGNATURE = "signature", _("签名")


class Evidence(models.Model):
    """A photo or a signature of an inspection, with the place that the phone told beside it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="evidence")
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices, default=EvidenceKind.PHOTO)
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, null=True, related_name="+")
    client_id = models.CharField(max_length=40, unique=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    mocked = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("证据材料")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"


class Medium(models.TextChoices):
    VIDEO = "video", _("录像")
    AUDIO = "audio", _("录音")


class Recording(models.Model):
    """A reference to the full-process record: the file stays with the device's store, its hash stands here."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="recordings")
    medium = models.CharField(_("形式"), max_length=6, choices=Medium.choices)
    device = models.CharField(_("设备编号"), max_length=60)
    reference = models.CharField(_("存储位置"), max_length=200)
    sha256 = models.CharField(_("文件校验值"), max_length=64, blank=True)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"))
    step = models.CharField(_("环节"), max_length=30, blank=True)
    by_name = models.CharField(_("登记人"), max_length=80)

    class Meta:
        verbose_name = _("全过程记录")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "device", "reference"], name="inspection_recording_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="inspection_recording_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.began_at:%Y-%m-%d %H:%M}"


class Outcome(models.TextChoices):
    APPLIED = "applied", _("已写入")
    CONFLICT = "conflict", _("有冲突")
    TAKEN = "taken", _("已采用")
    LEFT = "left", _("已保留现有记录")


class Submission(models.Model):
    """What a phone sent once, under an id of its own: the same id again gets the same answer."""

    client_id = models.CharField(max_length=40, unique=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="submissions")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    payload = models.JSONField()
    sentence = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("手机提交")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.client_id}"
