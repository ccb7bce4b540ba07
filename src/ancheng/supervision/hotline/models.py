"""Tables of the hotline: reports, the sealed reporter apart from them, more time, rewards, the gate."""

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
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hotline.workflows.public_report import WORKFLOW
from ancheng.supervision.hotline.workflows.reward import WORKFLOW as REWARD

PERSON = "people.Person"


class Channel(models.TextChoices):
    WEB = "web", _("网上举报")
    CITY = "12345", _("12345 热线")
    SAFETY = "12350", _("12350 热线")
    LETTER = "letter", _("来信")
    VISIT = "visit", _("来访")


class Matter(models.TextChoices):
    DANGER = "danger", _("事故隐患")
    VIOLATION = "violation", _("违法违规行为")
    CONCEALED = "concealed", _("瞒报、谎报事故")
    OTHER = "other", _("其他")


class Verdict(models.TextChoices):
    TRUE = "true", _("属实")
    PARTLY = "partly", _("部分属实")
    FALSE = "false", _("不属实")
    OPEN = "open", _("无法查实")


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", _("满意")
    FAIR = "fair", _("基本满意")
    DISSATISFIED = "dissatisfied", _("不满意")


class Report(Case, Placed):
    """What somebody reported, without a word about who; the party reported on never sees it."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    matter = models.CharField(_("类别"), max_length=10, choices=Matter.choices, default=Matter.DANGER)
    title = models.CharField(_("事由"), max_length=80)
    content = models.TextField(_("内容"))
    named_party = models.CharField(_("被举报单位（举报人所称）"), max_length=120, blank=True)
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对象")
    )
    received_at = models.DateTimeField(_("接收时间"))
    real_name = models.BooleanField(_("实名"), default=False)
    joint = models.PositiveSmallIntegerField(_("联名人数"), default=1)
    order_number = models.CharField(_("工单号"), max_length=60, blank=True)
    order_due_at = models.DateTimeField(_("工单时限"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    extended_days = models.PositiveSmallIntegerField(_("延长天数"), default=0)
    verified_at = models.DateTimeField(_("核查结束"), null=True)
    verdict = models.CharField(_("核查结论"), max_length=8, choices=Verdict.choices, blank=True)
    result = models.TextField(_("核查情况"), blank=True)
    told = models.TextField(_("告知举报人"), blank=True)
    fed_back_at = models.DateTimeField(_("反馈时间"), null=True)
    satisfaction = models.CharField(_("满意度"), max_length=12, choices=Satisfaction.choices, blank=True)
    rated_at = models.DateTimeField(null=True)
    rating_text = models.CharField(_("评价"), max_length=500, blank=True)
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", verbose_name=_("并入")
    )
    transferred_to = models.CharField(_("移送单位"), max_length=120, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("举报")
        indexes = [
            GinIndex(fields=["seen_by"], name="hotline_report_seen_by"),
            models.Index(fields=["-received_at", "-id"], name="hotline_report_latest"),
            models.Index(fields=["state", "-received_at", "-id"], name="hotline_report_state"),
            models.Index(fields=["enterprise", "-received_at"], name="hotline_report_enterprise"),
            GinIndex(fields=["title"], name="hotline_report_title", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("id")), name="hotline_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="hotline_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("hotline:detail", args=[self.pk])


class Reporter(models.Model):
    """The sealed identity of one report's reporter; deliberately without a manager that lists or searches."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="reporter")
    sealed = models.BinaryField()
    key_mark = models.CharField(max_length=12)

    def __str__(self) -> str:
        return "（已密封）"


class MoreTime(models.Model):
    """More days for one report, asked for with a reason that the reporter is told, decided by somebody else."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField(_("延长日数"))
    reason = models.TextField(_("理由"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], name="one_open_more_time", condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="more_time_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} +{self.days}"


class Reward(Case):
    """Money for a report that proved true: a line of the reward ledger."""

    WORKFLOW: ClassVar[Workflow] = REWARD

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="rewards")
    amount_yuan = models.PositiveIntegerField(_("金额（元）"))
    basis = models.CharField(_("依据"), max_length=300)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    voucher = models.CharField(_("发放凭证号"), max_length=60, blank=True)
    paid_at = models.DateTimeField(_("发放时间"), null=True)

    class Meta(Case.Meta):
        verbose_name = _("举报奖励")
        indexes = [
            GinIndex(fields=["seen_by"], name="hotline_reward_seen_by"),
            models.Index(fields=["-proposed_at", "-id"], name="hotline_reward_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                name="one_reward_a_report",
                condition=~Q(state__in=("declined", "forfeited")),
            ),
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="reward_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.report.number} {self.amount_yuan}元"

    def get_absolute_url(self) -> str:
        return reverse("hotline:detail", args=[self.report_id])


class Salt(models.Model):
    """The day's secret under which addresses are counted; gone with the day, so that none can be found again."""

    day = models.DateField(primary_key=True)
    value = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Turn(models.Model):
    """How often one (hashed) address, or everybody together, came in one stretch of time."""

    key = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "stretch"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.stretch} {self.number}"
