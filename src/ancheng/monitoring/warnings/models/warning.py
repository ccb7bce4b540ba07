"""Warnings: what the machine suggests and people decide."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.monitoring.warnings import rules, values
from ancheng.monitoring.warnings.workflows.warning import WORKFLOW

PERSON = "people.Person"
OUT = ("issued", "lifted", "reviewed")
OPEN = WORKFLOW.open_states
# What alarms still join: one that is lifted only waits for its review, and a new alarm opens a new card.
JOINED = tuple(each for each in OPEN if each != "lifted")


class Outcome(models.TextChoices):
    PENDING = values.Outcome.PENDING.value, _("未评定")
    HIT = values.Outcome.HIT.value, _("命中")
    FALSE = values.Outcome.FALSE.value, _("误报")


class Scope(models.TextChoices):
    PUBLIC = values.Scope.PUBLIC.value, _("向社会发布")
    RESTRICTED = values.Scope.RESTRICTED.value, _("仅限有关部门")
    PRIVATE = values.Scope.PRIVATE.value, _("仅限指定对象")


class Warning(Case, Placed):
    """A card as long as nobody has judged it, then a lawful warning; one per place and kind at a time."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=30)
    level = models.PositiveSmallIntegerField(_("级别"))
    suggested_level = models.PositiveSmallIntegerField(_("建议级别"), null=True)
    title = models.CharField(_("名称"), max_length=120)
    place_key = models.CharField(max_length=40, blank=True)
    area_text = models.CharField(_("可能影响的范围"), max_length=300, blank=True)
    alert_items = models.TextField(_("警示事项"), blank=True)
    measures = models.TextField(_("应当采取的措施"), blank=True)
    alert_items_en = models.TextField(_("警示事项（英文）"), blank=True)
    measures_en = models.TextField(_("应当采取的措施（英文）"), blank=True)
    started_at = models.DateTimeField(_("起始时间"), null=True)
    expires_at = models.DateTimeField(_("预计结束"), null=True, blank=True)
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("发布单位")
    )
    issued_at = models.DateTimeField(_("发布时间"), null=True)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    scope = models.CharField(
        _("发布范围"), max_length=10, choices=Scope.choices, default=values.Scope.PUBLIC.value
    )
    authorisation = models.CharField(_("市级授权文号"), max_length=60, blank=True)
    relayed = models.BooleanField(_("转发"), default=False)
    relay_number = models.CharField(_("原信号编号"), max_length=80, blank=True)
    # The ledger of quality: when it was sensed, judged, told, taken up and closed.
    sensed_at = models.DateTimeField(_("感知"), null=True)
    judged_at = models.DateTimeField(_("研判"), null=True)
    pushed_at = models.DateTimeField(_("推送"))
    accepted_at = models.DateTimeField(_("受理"), null=True)
    closed_at = models.DateTimeField(_("办结"), null=True)
    outcome = models.CharField(
        _("结果"), max_length=10, choices=Outcome.choices, default=values.Outcome.PENDING.value
    )
    lessons = models.TextField(_("复盘意见"), blank=True)
    rule = models.ForeignKey(
        "rules.Version", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("规则")
    )
    alarm_count = models.PositiveIntegerField(_("报警数"), default=0)
    last_alarm_at = models.DateTimeField(null=True)
    words = models.CharField(_("规则"), max_length=300, blank=True)
    value = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    trace = models.JSONField(default=list)
    drafted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    # When it was handed to the incident desk.
    confirmed_at = models.DateTimeField(_("生成事件"), null=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("预警")
        indexes = [
            GinIndex(fields=["seen_by"], name="warning_seen_by"),
            models.Index(fields=["-pushed_at", "-id"], name="warning_latest"),
            models.Index(fields=["state", "-pushed_at", "-id"], name="warning_state"),
            models.Index(fields=["kind", "-pushed_at", "-id"], name="warning_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=rules.LEVELS), name="warning_level_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="warning_outcome_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="warning_scope_known"),
            # 突发事件应对法 第六十四条: before it is out it says all that the law asks for.
            models.CheckConstraint(
                condition=~Q(state__in=OUT)
                | (
                    ~Q(title="")
                    & ~Q(area_text="")
                    & ~Q(alert_items="")
                    & ~Q(measures="")
                    & Q(started_at__isnull=False)
                    & Q(issuer__isnull=False)
                    & Q(issued_at__isnull=False)
                ),
                name="warning_says_what_the_law_asks",
            ),
            # 北京实施办法 第四十二条 and 气象灾害防御条例 第三十条.
            models.CheckConstraint(
                condition=~Q(state__in=OUT)
                | Q(relayed=True) & ~Q(relay_number="")
                | Q(relayed=False) & (Q(level__gte=rules.YELLOW) | ~Q(authorisation="")),
                name="warning_issued_with_authority",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(drafted_by=None) | ~Q(approved_by=F("drafted_by")),
                name="warning_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["kind", "place_key", "realm"],
                name="one_open_card",
                condition=Q(state__in=JOINED) & ~Q(place_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("warnings:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """Who keeps it, who approves it, in whose area it lies, and who co-signs."""
        units = [self.owner_unit, self.issuer_unit, self.issuer, self.subdistrict, self.community, self.grid]
        signing = (
            [each.unit for each in self.cosigns.filter(void=False).select_related("unit")] if self.pk else []
        )
        return [each for each in [*units, *signing] if each]

    @property
    def colour(self) -> str:
        return rules.COLOURS[self.level]


class CoSign(models.Model):
    """A department that is asked to sign a draft, and what it answered; void when the draft was taken back."""

    warning = models.ForeignKey(Warning, on_delete=models.CASCADE, related_name="cosigns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    opinion = models.CharField(_("意见"), max_length=300, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "unit"], name="cosigned_once", condition=Q(void=False))
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.unit_id}"


class Missed(models.Model):
    """Something that happened without a warning 漏报, for the ledger of quality."""

    kind = models.CharField(_("类别"), max_length=30)
    happened_at = models.DateTimeField(_("发生时间"))
    text = models.CharField(_("情况"), max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    rule = models.ForeignKey(
        "rules.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("漏报")
        ordering = ["-happened_at"]

    def __str__(self) -> str:
        return self.text
