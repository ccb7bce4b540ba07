"""Tables of penalties: the case and what is kept about its penalty."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.penalties import rules, values
from ancheng.supervision.penalties.workflows.penalty import WORKFLOW
from ancheng.supervision.penalties.workflows.transfer import WORKFLOW as TRANSFER

PERSON = "people.Person"


class Procedure(models.TextChoices):
    ORDINARY = values.Procedure.ORDINARY.value, _("普通程序")
    SPOT = values.Procedure.SPOT.value, _("当场处罚")


class Sanction(models.TextChoices):
    WARNING = values.Sanction.WARNING.value, _("警告")
    CENSURE = values.Sanction.CENSURE.value, _("通报批评")
    FINE = values.Sanction.FINE.value, _("罚款")
    CONFISCATION = values.Sanction.CONFISCATION.value, _("没收违法所得、非法财物")
    STOP = values.Sanction.STOP.value, _("责令停产停业整顿")
    SUSPEND = values.Sanction.SUSPEND.value, _("暂扣许可证件")
    REVOKE = values.Sanction.REVOKE.value, _("吊销许可证件")
    CLOSE = values.Sanction.CLOSE.value, _("责令关闭")
    BAN = values.Sanction.BAN.value, _("限制从业")


class Band(models.TextChoices):
    MITIGATED = values.Band.MITIGATED.value, _("减轻")
    LIGHT = values.Band.LIGHT.value, _("从轻")
    NORMAL = values.Band.NORMAL.value, _("一般")
    HEAVY = values.Band.HEAVY.value, _("从重")


class Spared(models.TextChoices):
    FIRST = values.Spared.FIRST.value, _("首违不罚")
    MINOR = values.Spared.MINOR.value, _("违法行为轻微并及时改正")
    NO_FAULT = values.Spared.NO_FAULT.value, _("没有主观过错")
    UNPROVEN = values.Spared.UNPROVEN.value, _("违法事实不能成立")
    EXPIRED = values.Spared.EXPIRED.value, _("超过追责期限")


class Lifted(models.TextChoices):
    CHANGED = values.Lifted.CHANGED.value, _("决定被依法变更")
    REVOKED = values.Lifted.REVOKED.value, _("决定被撤销")
    UNLAWFUL = values.Lifted.UNLAWFUL.value, _("决定被确认违法")
    INVALID = values.Lifted.INVALID.value, _("决定被确认无效")
    REPAIRED = values.Lifted.REPAIRED.value, _("信用修复、公示期满")


class PenaltyCase(Case):
    """One case against one enterprise; the enforcing unit owns it, amounts are whole yuan."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("案号"), max_length=40, unique=True)
    matter = models.CharField(_("案由"), max_length=200)
    clause = models.CharField(_("违反条款"), max_length=300)
    procedure = models.CharField(
        _("程序"), max_length=10, choices=Procedure.choices, default=Procedure.ORDINARY
    )
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("当事人"))
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_label = models.CharField(_("案件来源"), max_length=200, blank=True)
    found_on = models.DateField(_("发现日期"))
    found_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(_("立案日期"), null=True)
    more_days = models.PositiveSmallIntegerField(_("延长和扣除天数"), default=0)
    facts = models.TextField(_("查明的违法事实"), blank=True)

    kinds = ArrayField(
        models.CharField(max_length=12, choices=Sanction.choices),
        default=list,
        verbose_name=_("处罚种类"),
    )
    basis = models.CharField(_("处罚依据"), max_length=300, blank=True)
    fine_yuan = models.PositiveBigIntegerField(_("罚款（元）"), default=0)
    confiscated_yuan = models.PositiveBigIntegerField(_("没收（元）"), default=0)
    low_yuan = models.PositiveBigIntegerField(_("裁量下限（元）"), null=True)
    high_yuan = models.PositiveBigIntegerField(_("裁量上限（元）"), null=True)
    band = models.CharField(_("裁量档次"), max_length=10, choices=Band.choices, default=Band.NORMAL)
    band_reason = models.TextField(_("裁量理由"), blank=True)
    measures = models.TextField(_("其他处罚内容"), blank=True)
    noticed = models.JSONField(_("告知的处罚"), default=dict)

    reviewed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    review = models.TextField(_("法制审核意见"), blank=True)
    notified_on = models.DateField(_("告知送达日期"), null=True)
    hearing_right = models.BooleanField(_("有权要求听证"), default=False)
    answer_until = models.DateField(_("陈述申辩、听证申请期限"), null=True)
    defence = models.TextField(_("陈述申辩意见"), blank=True)
    defended_at = models.DateTimeField(null=True)
    waived = models.BooleanField(_("放弃陈述申辩和听证"), default=False)
    hearing_asked_on = models.DateField(_("申请听证日期"), null=True)
    hearing_on = models.DateField(_("听证日期"), null=True)
    hearing_chair = models.CharField(_("听证主持人"), max_length=60, blank=True)
    hearing_record = models.TextField(_("听证笔录和意见"), blank=True)
    answer = models.TextField(_("复核意见"), blank=True)
    discussed_on = models.DateField(_("集体讨论日期"), null=True)
    discussed_by = models.CharField(_("参加讨论的负责人"), max_length=300, blank=True)
    discussion = models.TextField(_("讨论意见"), blank=True)

    decided_on = models.DateField(_("决定日期"), null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField(_("决定书文号"), max_length=80, blank=True)
    served_on = models.DateField(_("送达日期"), null=True)
    service = models.CharField(_("送达方式"), max_length=20, blank=True)
    received_by = models.CharField(_("收件人"), max_length=60, blank=True)
    pay_by = models.DateField(_("缴款期限"), null=True)
    paid_yuan = models.PositiveBigIntegerField(_("已缴罚没款（元）"), default=0)
    additional_yuan = models.PositiveBigIntegerField(_("加处罚款（元）"), default=0)
    added_until = models.DateField(null=True)
    urged_on = models.DateField(_("催告日期"), null=True)
    coerced_on = models.DateField(_("申请强制执行日期"), null=True)
    court = models.CharField(_("受理法院"), max_length=80, blank=True)
    executed_on = models.DateField(_("执行完毕日期"), null=True)

    publish_by = models.DateField(_("公开期限"), null=True)
    published_on = models.DateField(_("公开日期"), null=True)
    public_text = models.TextField(_("公开内容"), blank=True)
    withheld_why = models.CharField(_("依法不公开的理由"), max_length=300, blank=True)
    lifted_on = models.DateField(_("撤回公开日期"), null=True)
    lifted = models.CharField(_("撤回情形"), max_length=10, choices=Lifted.choices, blank=True)
    lifted_why = models.CharField(_("撤回公开的理由"), max_length=300, blank=True)
    spared = models.CharField(_("不予处罚情形"), max_length=10, choices=Spared.choices, blank=True)
    ended_on = models.DateField(_("结案日期"), null=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("行政处罚案件")
        indexes = [
            GinIndex(fields=["seen_by"], name="penalty_case_seen_by"),
            models.Index(fields=["-found_on", "-id"], name="penalty_case_latest"),
            models.Index(fields=["state", "-id"], name="penalty_case_state"),
            models.Index(fields=["enterprise", "-id"], name="penalty_case_enterprise"),
            models.Index(fields=["source_type", "source_id"], name="penalty_case_source"),
            models.Index(
                fields=["-published_on", "-id"],
                name="penalty_case_public",
                condition=Q(published_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "enterprise", "clause"],
                name="penalty_case_once_per_source",
                condition=~Q(source_type=""),
            ),
            models.UniqueConstraint(
                fields=["decision_number"], name="penalty_decision_once", condition=~Q(decision_number="")
            ),
            models.CheckConstraint(
                condition=Q(paid_yuan__lte=F("fine_yuan") + F("confiscated_yuan") + F("additional_yuan")),
                name="penalty_not_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(additional_yuan__lte=F("fine_yuan")), name="penalty_addition_at_most_the_fine"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(withheld_why=""), name="penalty_published_or_withheld"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(decided_on__isnull=False), name="penalty_public_is_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"

    def get_absolute_url(self) -> str:
        return reverse("penalties:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """The enforcing unit and the office; the party from the notice on, or from a decision on the spot."""
        told = self.notified_on or self.decided_on
        units = (self.owner_unit, self.issuer_unit, self.enterprise if told else None)
        return [each for each in units if each]

    @property
    def due_yuan(self) -> int:
        """What is to be paid in all."""
        return self.fine_yuan + self.confiscated_yuan + self.additional_yuan

    @property
    def left_yuan(self) -> int:
        return self.due_yuan - self.paid_yuan

    @property
    def public(self) -> bool:
        return self.published_on is not None and self.lifted_on is None

    def publishes_late(self, today: date) -> bool:
        """Whether the decision was or is published after its day."""
        if self.publish_by is None or self.withheld_why:
            return False
        return (self.published_on or today) > self.publish_by

    @property
    def proposal(self) -> values.Proposal:
        """The penalty as a value."""
        return values.Proposal(
            kinds=tuple(values.Sanction(each) for each in self.kinds),
            basis=self.basis,
            fine_yuan=self.fine_yuan,
            confiscated_yuan=self.confiscated_yuan,
            low_yuan=self.low_yuan,
            high_yuan=self.high_yuan,
            band=values.Band(self.band),
            band_reason=self.band_reason,
            measures=self.measures,
        )

    @property
    def kinds_label(self) -> str:
        """The penalty in words: 警告、罚款 20,000 元."""
        amounts = {Sanction.FINE: self.fine_yuan, Sanction.CONFISCATION: self.confiscated_yuan}
        words = [
            f"{Sanction(each).label} {amounts[Sanction(each)]:,} 元"
            if Sanction(each) in amounts
            else str(Sanction(each).label)
            for each in self.kinds
        ]
        return "、".join(words)

    @property
    def heavy(self) -> bool:
        """Whether the penalty must be discussed collectively before it is decided."""
        return bool(self.kinds) and rules.heavy(self.proposal, self.filed_on or self.found_on)


class Transfer(Case):
    """A case that may be a crime, handed to the police: letter, evidence list, their decision."""

    WORKFLOW: ClassVar[Workflow] = TRANSFER

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="transfers")
    offence = models.CharField(_("涉嫌罪名"), max_length=100)
    reason = models.TextField(_("移送理由"))
    police = models.CharField(_("接受移送的公安机关"), max_length=100)
    from_state = models.CharField(max_length=30)
    letter_number = models.CharField(_("移送书文号"), max_length=80, blank=True)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(_("决定移送日期"), null=True)
    handed_at = models.DateTimeField(_("移交时间"), null=True)
    received_by = models.CharField(_("公安接收人"), max_length=60, blank=True)
    evidence_list = models.JSONField(_("移交材料清单"), default=list)
    answered_on = models.DateField(_("公安决定日期"), null=True)
    answer_number = models.CharField(_("公安决定文号"), max_length=80, blank=True)
    answer = models.TextField(_("公安决定内容"), blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Case.Meta):
        verbose_name = _("涉嫌犯罪案件移送")
        indexes = [GinIndex(fields=["seen_by"], name="transfer_seen_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="one_open_transfer",
                condition=~Q(state__in=("filed", "declined", "returned")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_number or '拟移送'} {self.case.matter}"

    def get_absolute_url(self) -> str:
        return reverse("penalties:transfer", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """Never the party: it is not told that a transfer is considered."""
        return [each for each in (self.owner_unit, self.issuer_unit) if each]
