"""Tables of teams: who they are, what they have, with whom they agreed, what was decided together, who helps whom."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.words import msgid
from ancheng.command.resources import rules
from ancheng.command.resources.workflows.mutual_aid import REQUESTER
from ancheng.command.resources.workflows.mutual_aid import WORKFLOW as AID
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case


class TeamKind(models.TextChoices):
    COMPREHENSIVE = rules.TeamKind.COMPREHENSIVE.value, _("综合队伍")
    PROFESSIONAL = rules.TeamKind.PROFESSIONAL.value, _("专业队伍")
    EXPERT = rules.TeamKind.EXPERT.value, _("专家队伍")
    VOLUNTEER = rules.TeamKind.VOLUNTEER.value, _("志愿队伍")
    SOCIAL = rules.TeamKind.SOCIAL.value, _("社会队伍")


class Readiness(models.TextChoices):
    READY = "ready", _("待命")
    OUT = "out", _("出动中")
    RESTING = "resting", _("休整")
    UNKNOWN = "unknown", _("情况不明")


class Team(Operational, Placed):
    """People who go out together."""

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=14, choices=TeamKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所属单位"))
    speciality = models.CharField(_("专业方向"), max_length=80, blank=True)
    strength = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    on_duty = models.PositiveIntegerField(_("值守人数"), null=True, blank=True)
    leader = models.CharField(_("负责人"), max_length=40, blank=True)
    phone = models.CharField(_("24小时值守电话"), max_length=30, blank=True)
    readiness = models.CharField(
        _("状态"), max_length=8, choices=Readiness.choices, default=Readiness.UNKNOWN
    )
    trained_on = models.DateField(_("最近训练日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True, editable=False)
    synthetic = models.BooleanField(_("演示数据"), default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("应急队伍")
        indexes = [
            GinIndex(fields=["seen_by"], name="team_seen_by"),
            models.Index(fields=["kind", "-id"], name="team_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "realm"], name="team_once", condition=Q(closed_on=None)
            ),
            models.CheckConstraint(
                condition=Q(on_duty=None) | Q(strength=None) | Q(on_duty__lte=F("strength")),
                name="team_duty_within_strength",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:team", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict) if each]


class Equipment(models.Model):
    """What a team has, by kind."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="equipment")
    name = models.CharField(_("装备名称"), max_length=80)
    quantity = models.PositiveIntegerField(_("数量"))
    measure = models.CharField(_("计量单位"), max_length=10, default=msgid("件"))
    checked_on = models.DateField(_("最近检查日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("队伍装备")
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="team_equipment_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.quantity}{self.measure}"


class Qualification(models.Model):
    """A paper that lets a team, or somebody in it, do something, until a day."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="qualifications")
    title = models.CharField(_("资质或证书"), max_length=80)
    holder = models.CharField(_("持证人（队伍资质不填）"), max_length=40, blank=True)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        verbose_name = _("队伍资质")
        indexes = [models.Index(fields=["expires_on"], name="qualification_end")]

    def __str__(self) -> str:
        return f"{self.title} {self.holder}".strip()

    def shelf(self, on: date) -> rules.Shelf:
        return rules.shelf(self.expires_on, on, rules.RENEW_DAYS.in_force(on).value)


class Agreement(Operational):
    """A small enterprise without a team of its own has agreed with one (救援服务协议)."""

    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("队伍")
    )
    number = models.CharField(_("协议编号"), max_length=60, blank=True)
    scope = models.CharField(_("服务内容"), max_length=200)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    ended_at = models.DateTimeField(null=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("救援服务协议")
        indexes = [GinIndex(fields=["seen_by"], name="agreement_seen_by")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_term"),
            models.UniqueConstraint(
                fields=["enterprise", "team"], name="agreement_once", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.team}"

    def concerned_units(self) -> list[Unit]:
        return [self.enterprise, self.team.unit]


class Meeting(Operational):
    """A joint meeting of those who rescue (联席会), and what it decided."""

    title = models.CharField(_("会议名称"), max_length=120)
    held_on = models.DateField(_("召开日期"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("召集单位"))
    attending = models.ManyToManyField(Unit, related_name="+", verbose_name=_("参加单位"), blank=True)
    minutes = models.TextField(_("会议纪要"))
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("联席会")
        indexes = [GinIndex(fields=["seen_by"], name="meeting_seen_by")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"

    def concerned_units(self) -> list[Unit]:
        return [self.unit, *(self.attending.all() if self.pk else [])]


class Aid(models.TextChoices):
    TEAM = rules.Aid.TEAM.value, _("队伍")
    SUPPLIES = rules.Aid.SUPPLIES.value, _("物资")
    EQUIPMENT = rules.Aid.EQUIPMENT.value, _("装备")
    EXPERT = rules.Aid.EXPERT.value, _("专家")
    OTHER = rules.Aid.OTHER.value, _("其他")


class Level(models.TextChoices):
    SUBDISTRICT = rules.Level.SUBDISTRICT.value, _("街乡")
    DISTRICT = rules.Level.DISTRICT.value, _("区")
    CITY = rules.Level.CITY.value, _("市")


class MutualAid(Case):
    """One unit asks another for help; who cannot give it asks the level above."""

    WORKFLOW: ClassVar[Workflow] = AID

    number = models.CharField(_("编号"), max_length=40, unique=True)
    nonce = models.CharField(max_length=36, unique=True, editable=False)
    requester_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("请求单位")
    )
    kind = models.CharField(_("需要"), max_length=10, choices=Aid.choices)
    text = models.CharField(_("需要什么、多少"), max_length=300)
    address = models.CharField(_("送达地点"), max_length=200)
    contact = models.CharField(_("现场联系人和电话"), max_length=80)
    level = models.CharField(_("现请求层级"), max_length=12, choices=Level.choices)
    city_number = models.CharField(_("市级报文编号"), max_length=60, blank=True)
    answer = models.CharField(_("派出的力量"), max_length=300, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("派出队伍")
    )
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("互助请求")
        indexes = [GinIndex(fields=["seen_by"], name="mutual_aid_seen_by")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="city") | ~Q(city_number=""), name="aid_city_has_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(requester_unit=F("owner_unit")), name="aid_between_two_units"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.requester_unit} {self.text}"[:200]

    def get_absolute_url(self) -> str:
        return reverse("resources:aid", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.requester_unit) if each]

    def party_unit_id(self, party: str) -> int | None:
        return self.requester_unit_id if party == REQUESTER else super().party_unit_id(party)
