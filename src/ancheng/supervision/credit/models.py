"""Tables of credit: records, ratings, listings with objections and the bodies they were pushed to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.credit import rules
from ancheng.supervision.credit.workflows.joint_punishment import SUBJECT, WORKFLOW

PERSON = "people.Person"


class Kind(models.TextChoices):
    PENALTY = rules.Kind.PENALTY.value, _("行政处罚")
    ACCIDENT_GENERAL = rules.Kind.ACCIDENT_GENERAL.value, _("一般责任事故")
    ACCIDENT_LARGER = rules.Kind.ACCIDENT_LARGER.value, _("较大责任事故")
    ACCIDENT_MAJOR = rules.Kind.ACCIDENT_MAJOR.value, _("重大及以上责任事故")
    CONCEALED = rules.Kind.CONCEALED.value, _("瞒报谎报迟报事故")
    DANGER_OVERDUE = rules.Kind.DANGER_OVERDUE.value, _("重大隐患逾期未改")
    DANGER_LISTED = rules.Kind.DANGER_LISTED.value, _("重大隐患挂牌督办")
    REPORT_TRUE = rules.Kind.REPORT_TRUE.value, _("举报查实")
    BROKEN_PROMISE = rules.Kind.BROKEN_PROMISE.value, _("违背安全承诺")
    AWARD = rules.Kind.AWARD.value, _("表彰奖励")
    STANDARD = rules.Kind.STANDARD.value, _("标准化达标")
    INSURED = rules.Kind.INSURED.value, _("投保安责险")


class List(models.TextChoices):
    JOINT = rules.List.JOINT.value, _("联合惩戒对象")
    BLACK = rules.List.BLACK.value, _("黑名单")
    SERIOUS = rules.List.SERIOUS.value, _("严重失信主体名单")
    RED = rules.List.RED.value, _("红名单")


class Field(models.TextChoices):
    SAFETY = "safety", _("安全生产")
    FIRE = "fire", _("消防")
    CONSTRUCTION = "construction", _("住建")
    TRANSPORT = "transport", _("交通运输")
    EQUIPMENT = "equipment", _("特种设备")


BAD = (List.JOINT, List.BLACK, List.SERIOUS)


class Record(Operational):
    """One thing that is known about the credit of an enterprise, and where it comes from."""

    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    on = models.DateField(_("日期"))
    text = models.CharField(_("内容"), max_length=300)
    source_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("提供单位")
    )
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    gathered_at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True)
    repaired_why = models.CharField(_("修复或更正理由"), max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("信用信息")
        indexes = [
            GinIndex(fields=["seen_by"], name="credit_record_seen_by"),
            models.Index(fields=["enterprise", "-on"], name="credit_record_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "source_type", "source_id"],
                name="credit_record_once",
                condition=~Q(source_type=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"[:200]

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.enterprise, self.source_unit) if each]


class Rating(Operational):
    """A score and grade of one enterprise from a day on; the one in force is `current`."""

    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    at = models.DateTimeField(_("评定时间"))
    score = models.PositiveSmallIntegerField(_("得分"))
    grade = models.CharField(
        _("等级"), max_length=1, choices=[(each.value, each.value) for each in rules.Grade]
    )
    lines = models.JSONField(default=list)
    citation = models.CharField(_("评分标准"), max_length=200)
    current = models.BooleanField(default=True)

    class Meta(Operational.Meta):
        verbose_name = _("信用评级")
        indexes = [
            GinIndex(fields=["seen_by"], name="credit_rating_seen_by"),
            models.Index(fields=["enterprise", "-at"], name="credit_rating_enterprise"),
            models.Index(fields=["grade", "score"], name="credit_rating_grade", condition=Q(current=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], name="credit_rating_one_current", condition=Q(current=True)
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="credit_score_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.grade}"

    def concerned_units(self) -> list[Unit]:
        return [self.enterprise]

    @property
    def explained(self) -> list[tuple[str, int, int]]:
        """(kind in words, how many, points) of each line."""
        return [(Kind(each["kind"]).label, each["number"], each["points"]) for each in self.lines]


class Listing(Case):
    """An enterprise on its way onto a list, on it, or off it again: a row of the ledger."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    list = models.CharField(_("名单"), max_length=8, choices=List.choices)
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    behaviour = models.CharField(_("列入情形"), max_length=20, blank=True)
    facts = models.TextField(_("事实和依据"))
    field = models.CharField(_("领域"), max_length=12, choices=Field.choices, default=Field.SAFETY)
    collected_on = models.DateField(_("采集日期"))
    reported_on = models.DateField(_("报送日期"), null=True)
    reviewed_on = models.DateField(_("会审日期"), null=True)
    review = models.TextField(_("会审意见"), blank=True)
    notified_on = models.DateField(_("告知日期"), null=True)
    defence_until = models.DateField(_("申辩截止"), null=True)
    defence = models.TextField(_("陈述申辩"), blank=True)
    defended_at = models.DateTimeField(null=True)
    waived = models.BooleanField(_("放弃申辩"), default=False)
    hearing = models.TextField(_("申辩复核意见"), blank=True)
    submitted_on = models.DateField(_("报批日期"), null=True)
    submitted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("决定文号"), max_length=60, blank=True)
    published_on = models.DateField(_("公布推送日期"), null=True)
    expires_on = models.DateField(_("期满日期"), null=True)
    removal_ground = models.TextField(_("申请移出理由"), blank=True)
    removed_on = models.DateField(_("移出日期"), null=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("联合惩戒台账")
        indexes = [
            GinIndex(fields=["seen_by"], name="credit_listing_seen_by"),
            models.Index(fields=["enterprise", "-collected_on"], name="credit_listing_enterprise"),
            models.Index(fields=["list", "expires_on"], name="credit_listing_public"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "list"],
                name="credit_listed_once_at_a_time",
                condition=~Q(state__in=("removed", "dropped", "revoked")),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")), name="credit_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("pushed", "removal_asked"))
                | Q(published_on__isnull=False, expires_on__isnull=False),
                name="credit_listed_with_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"

    def get_absolute_url(self) -> str:
        return reverse("credit:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """The enterprise learns of it with the notice, not while it is being considered."""
        told = self.notified_on is not None or self.published_on is not None
        units = (self.owner_unit, self.issuer_unit, self.enterprise if told else None)
        return [each for each in units if each]

    def party_unit_id(self, party: str) -> int | None:
        return self.enterprise_id if party == SUBJECT else super().party_unit_id(party)

    @property
    def behaviour_label(self) -> str:
        return rules.behaviour_label(self.behaviour, self.collected_on) if self.behaviour else ""

    @property
    def window(self) -> tuple[object, object] | None:
        """First and last day on which removal may be asked for."""
        if self.published_on is None:
            return None
        return rules.removal_window(rules.List(self.list), self.published_on)


class Push(models.Model):
    """A body that was told of a listing, and what it did."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="pushes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("推送单位"))
    at = models.DateTimeField()
    measure = models.TextField(_("惩戒或激励措施"), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "unit"], name="credit_pushed_once")]

    def __str__(self) -> str:
        return f"{self.listing_id} → {self.unit}"


class Objection(models.Model):
    """What an enterprise has to say against its listing, and the answer."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="objections")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    text = models.TextField(_("异议"))
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], name="credit_one_open_objection", condition=Q(decided_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}"
