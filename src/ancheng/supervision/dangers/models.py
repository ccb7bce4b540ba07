"""Tables of dangers: checklists, self-checks, dangers, listings, penalties, statistics filed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers import values
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.dangers.workflows.danger import WORKFLOW
from ancheng.supervision.dangers.workflows.listing import WORKFLOW as LISTING

PERSON = "people.Person"
ENDED = ("closed", "rejected", "shut")


class Source(models.TextChoices):
    SELF_CHECK = values.Source.SELF_CHECK.value, _("企业自查")
    INSPECTION = values.Source.INSPECTION.value, _("监督检查")
    PATROL = values.Source.PATROL.value, _("网格巡查")
    HOTLINE = values.Source.HOTLINE.value, _("群众举报")
    SENSOR = values.Source.SENSOR.value, _("监测报警")
    ACCIDENT = values.Source.ACCIDENT.value, _("事故调查")
    SUPERVISION = values.Source.SUPERVISION.value, _("上级督办")


class Grade(models.TextChoices):
    GENERAL = values.Grade.GENERAL.value, _("一般")
    MAJOR = values.Grade.MAJOR.value, _("重大")


class Checklist(models.Model):
    """A standard checklist of an industry in one version; a published version is never changed."""

    industry = models.CharField(_("行业"), max_length=40)
    title = models.CharField(_("名称"), max_length=100)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("检查清单")
        ordering = ["industry", "title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["industry", "title", "version"], name="checklist_version_once"),
            models.UniqueConstraint(
                fields=["industry", "title"], name="checklist_one_in_force", condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"

    def get_absolute_url(self) -> str:
        return reverse("dangers:checklist", args=[self.pk])


class ChecklistItem(models.Model):
    """One thing to look at, and the clause that demands it."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(_("部位"), max_length=60)
    text = models.CharField(_("检查内容"), max_length=300)
    clause = models.CharField(_("依据"), max_length=200)
    grade = models.CharField(_("不合格时"), max_length=10, choices=Grade.choices, default=Grade.GENERAL)
    verified = models.BooleanField(_("依据已核对"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "order"], name="checklist_item_once"),
            models.CheckConstraint(condition=~Q(clause=""), name="checklist_item_cites_a_clause"),
        ]

    def __str__(self) -> str:
        return self.text


class SelfCheck(Operational):
    """One walk of an enterprise through a checklist: what was in order, what was not, what does not apply."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    passed = models.PositiveSmallIntegerField()
    failed = models.PositiveSmallIntegerField()
    not_applicable = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)

    class Meta(Operational.Meta):
        verbose_name = _("自查")
        indexes = [
            GinIndex(fields=["seen_by"], name="self_check_seen_by"),
            models.Index(fields=["enterprise", "-at"], name="self_check_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.checklist}"

    def concerned_units(self) -> list[Unit]:
        return [self.enterprise]


class Danger(Case, Placed):
    """A danger: who rectifies it (owner), who supervises that (issuer), by when, and what came of it."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("隐患"), max_length=200)
    grade = models.CharField(_("等级"), max_length=10, choices=Grade.choices, default=Grade.GENERAL)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    description = models.TextField(_("描述"), blank=True)
    clause = models.CharField(_("依据"), max_length=200, blank=True)
    requirement = models.TextField(_("整改要求"), blank=True)
    interim = models.TextField(_("临时安全措施"), blank=True)
    result = models.TextField(_("整改情况"), blank=True)
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="dangers", verbose_name=_("对象")
    )
    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_label = models.CharField(_("来源记录"), max_length=200, blank=True)
    found_at = models.DateTimeField(_("发现时间"))
    found_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    found_by_name = models.CharField(_("发现人"), max_length=80, blank=True)
    found_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("发现单位"),
        db_index=False,
    )
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    rectified_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rectified_at = models.DateTimeField(_("整改时间"), null=True)
    accepted_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(_("验收时间"), null=True)
    rechecked_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(_("销号时间"), null=True)
    sent_back = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    reopened = models.PositiveSmallIntegerField(_("重新打开次数"), default=0)
    extended = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    listed = models.BooleanField(_("挂牌督办"), default=False)
    account_since = models.DateField(_("挂账日期"), null=True, blank=True)
    account_due_on = models.DateField(_("挂账治理期限"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    # Pairs of neighbouring characters, so that words of two characters are found without a scan.
    words = models.GeneratedField(
        expression=Func(
            F("title"), F("number"), F("address"), function="assets_words", output_field=SearchVectorField()
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Case.Meta):
        verbose_name = _("隐患")
        indexes = [
            GinIndex(fields=["seen_by"], name="danger_seen_by"),
            GinIndex(fields=["words"], name="danger_words"),
            models.Index(fields=["-found_at", "-id"], name="danger_latest"),
            models.Index(fields=["state", "-found_at", "-id"], name="danger_state"),
            models.Index(fields=["enterprise", "-found_at", "-id"], name="danger_enterprise"),
            models.Index(fields=["subdistrict", "-found_at", "-id"], name="danger_subdistrict"),
            models.Index(fields=["issuer_unit", "-found_at", "-id"], name="danger_issuer"),
            models.Index(fields=["source_type", "source_id"], name="danger_source"),
            # The figures above the list are counted from these two alone, however many are closed.
            models.Index(
                fields=["due_at"],
                name="danger_due",
                include=["realm", "state", "grade", "listed", "account_since"],
                condition=~Q(state__in=ENDED),
            ),
            GinIndex(fields=["seen_by"], name="danger_open_seen_by", condition=~Q(state__in=ENDED)),
            models.Index(fields=["-found_at", "-id"], name="danger_major", condition=Q(grade="major")),
            models.Index(fields=["-found_at", "-id"], name="danger_listed", condition=Q(listed=True)),
            models.Index(fields=["-found_at", "-id"], name="danger_reopened", condition=Q(reopened__gt=0)),
            models.Index(fields=["source", "state", "-found_at", "-id"], name="danger_source_state"),
            models.Index(
                fields=["-found_at", "-id"], name="danger_account", condition=Q(account_since__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="danger_grade_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="danger_source_known"),
            models.CheckConstraint(
                condition=Q(rechecked_by=None)
                | (~Q(rechecked_by=F("rectified_by")) | Q(rectified_by=None))
                & (~Q(rechecked_by=F("accepted_by")) | Q(accepted_by=None)),
                name="danger_rechecked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="danger_closed_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("dangers:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """Who rectifies, who supervises, who found it, and in whose area it lies."""
        all_of_them = (
            self.owner_unit,
            self.issuer_unit,
            self.enterprise,
            self.found_unit,
            self.subdistrict,
            self.community,
            self.grid,
        )
        return [each for each in all_of_them if each]


class Stage(models.TextChoices):
    BEFORE = "before", _("整改前")
    AFTER = "after", _("整改后")
    RECHECK = "recheck", _("复查")


class Photo(models.Model):
    """A photo of a danger before or after: its place and time from the picture, else as the phone said."""

    danger = models.ForeignKey(Danger, on_delete=models.CASCADE, related_name="photos")
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.danger_id} {self.stage}"

    @property
    def spot(self) -> tuple[float, float] | None:
        """Longitude and latitude, of the picture itself where it says so."""
        from_picture = (self.attachment.longitude, self.attachment.latitude)
        from_phone = (self.longitude, self.latitude)
        for longitude, latitude in (from_picture, from_phone):
            if longitude is not None and latitude is not None:
                return longitude, latitude
        return None

    @property
    def spot_from_picture(self) -> bool:
        return self.attachment.longitude is not None


class Level(models.TextChoices):
    CITY = "city", _("市级")
    DISTRICT = "district", _("区级")
    SUBDISTRICT = "subdistrict", _("街道（地区）级")


class Listing(Case):
    """A major danger listed for supervision: level, deadline, plan, public notice, site check, end."""

    WORKFLOW: ClassVar[Workflow] = LISTING

    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, related_name="listings")
    level = models.CharField(_("挂牌级别"), max_length=12, choices=Level.choices, default=Level.DISTRICT)
    reason = models.TextField(_("挂牌理由"))
    number = models.CharField(_("通知书文号"), max_length=60, blank=True)
    due_on = models.DateField(_("治理期限"))
    listed_on = models.DateField(_("挂牌日期"), null=True)
    published_at = models.DateTimeField(_("公示时间"), null=True)
    targets = models.TextField(_("治理目标和任务"), blank=True)
    measures = models.TextField(_("治理方法和措施"), blank=True)
    money = models.CharField(_("经费和物资"), max_length=300, blank=True)
    people = models.CharField(_("负责机构和人员"), max_length=300, blank=True)
    plan_due_on = models.DateField(_("治理时限"), null=True)
    safety = models.TextField(_("安全措施和应急预案"), blank=True)
    applied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(_("现场审查日期"), null=True)
    opinion = models.TextField(_("审查意见"), blank=True)
    failures = models.PositiveSmallIntegerField(_("审查未通过次数"), default=0)
    ended_on = models.DateField(_("摘牌或关闭日期"), null=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Case.Meta):
        verbose_name = _("挂牌督办")
        indexes = [
            GinIndex(fields=["seen_by"], name="listing_seen_by"),
            models.Index(fields=["state", "due_on"], name="listing_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["danger"],
                name="one_open_listing",
                condition=~Q(state__in=("delisted", "shut", "declined")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or '拟挂牌'} {self.danger.title}"

    def get_absolute_url(self) -> str:
        return reverse("dangers:listing", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.issuer_unit, *self.danger.concerned_units()) if each]


class Progress(models.Model):
    """What was said about the work on a listed danger, at a time."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="progress")
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="listing_progress_percent")]

    def __str__(self) -> str:
        return f"{self.percent}%"


class Penalty(models.Model):
    """A penalty of an enterprise, as it counts for the repeat-offender rule."""

    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, null=True, related_name="penalties")
    decided_on = models.DateField(_("决定日期"))
    number = models.CharField(_("文号"), max_length=60)
    matter = models.CharField(_("事由"), max_length=200, blank=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("处罚")
        indexes = [models.Index(fields=["enterprise", "-decided_on"], name="penalty_enterprise")]
        constraints = [models.UniqueConstraint(fields=["enterprise", "number"], name="penalty_once")]

    def __str__(self) -> str:
        return self.number


class Filing(models.Model):
    """The statistics of a quarter or year as an enterprise filed them, with the figures of that moment."""

    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    filed_at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    late = models.BooleanField()

    class Meta:
        verbose_name = _("隐患统计")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "year", "quarter"], name="statistics_filed_once")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {Period(self.year, self.quarter).label}"
