"""Tables of what lies in a case's file: officers, evidence, statements, recordings, payments, instalments."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.supervision.penalties.cases import PERSON, PenaltyCase


class Officer(models.Model):
    """An officer of a case with the number of the certificate; one who withdrew stays written down."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("执法人员"))
    name = models.CharField(_("姓名"), max_length=80)
    certificate = models.CharField(_("执法证号"), max_length=40)
    since = models.DateTimeField()
    recused_at = models.DateTimeField(_("回避时间"), null=True)
    recused_why = models.CharField(_("回避理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("办案人员")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="penalty_officer_once"),
            models.CheckConstraint(condition=~Q(certificate=""), name="penalty_officer_has_a_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.certificate}"


class EvidenceKind(models.TextChoices):
    WRITTEN = "written", _("书证")
    OBJECT = "object", _("物证")
    AUDIOVISUAL = "audiovisual", _("视听资料")
    ELECTRONIC = "electronic", _("电子数据")
    WITNESS = "witness", _("证人证言")
    PARTY = "party", _("当事人的陈述")
    APPRAISAL = "appraisal", _("鉴定意见")
    INSPECTION = "inspection", _("勘验、检查笔录")


class Evidence(Operational):
    """One piece of evidence with its files; read by the enforcing side only."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="evidence")
    order = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("种类"), max_length=12, choices=EvidenceKind.choices)
    title = models.CharField(_("名称"), max_length=200)
    proves = models.CharField(_("证明事项"), max_length=300)
    taken_at = models.DateTimeField(_("取得时间"))
    place = models.CharField(_("取得地点"), max_length=200, blank=True)
    by_name = models.CharField(_("取证人"), max_length=80)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("证据")
        ordering = ["order"]
        indexes = [GinIndex(fields=["seen_by"], name="evidence_seen_by")]
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="evidence_numbered_once")]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.case.owner_unit, self.case.issuer_unit) if each]


class Statement(models.Model):
    """询问笔录: who said what to the officers, when and where."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="statements")
    name = models.CharField(_("被询问人"), max_length=60)
    position = models.CharField(_("职务"), max_length=60, blank=True)
    place = models.CharField(_("询问地点"), max_length=200)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"))
    text = models.TextField(_("笔录"))
    asked_by = models.CharField(_("询问人"), max_length=200)

    class Meta:
        verbose_name = _("询问笔录")
        ordering = ["began_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="statement_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.began_at:%Y-%m-%d}"


class Medium(models.TextChoices):
    AUDIO = "audio", _("录音")
    VIDEO = "video", _("录像")


class Recording(models.Model):
    """A reference to the full-process record: the file stays with the device's store, its hash stands here."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="recordings")
    medium = models.CharField(_("形式"), max_length=6, choices=Medium.choices)
    device = models.CharField(_("设备编号"), max_length=60)
    sha256 = models.CharField(_("文件校验值"), max_length=64)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"))
    step = models.CharField(_("环节"), max_length=30, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    by_name = models.CharField(_("登记人"), max_length=80)

    class Meta:
        verbose_name = _("全过程记录")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="recording_once"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="recording_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.began_at:%Y-%m-%d %H:%M}"


class Payment(models.Model):
    """What was paid on which receipt; the same receipt counts once."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField(_("缴款日期"))
    yuan = models.PositiveBigIntegerField(_("金额（元）"))
    receipt = models.CharField(_("缴款书号"), max_length=60)

    class Meta:
        verbose_name = _("缴款")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "receipt"], name="penalty_receipt_once"),
            models.CheckConstraint(condition=Q(yuan__gt=0), name="penalty_payment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.yuan}"


class Part(models.Model):
    """One instalment that was granted."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField(_("缴款期限"))
    yuan = models.PositiveBigIntegerField(_("金额（元）"))

    class Meta:
        verbose_name = _("分期")
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["case", "due_on"], name="penalty_instalment_once")]

    def __str__(self) -> str:
        return f"{self.due_on} {self.yuan}"
