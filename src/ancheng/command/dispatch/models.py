"""Tables of dispatch: road nets, closures, crews, missions with their turnouts, what phones reported, elevator rescues."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.gis.db import models as gis
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.registry import CARDS
from ancheng.command.dispatch.workflows import elevator_rescue, turnout
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed, SourceCrs
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

# A position that is older than this is no longer believed; the crew is then thought to be where it is kept.
BELIEVED = timedelta(hours=2)


class RoadNet(models.Model):
    """One imported version of the roads; the one in use is asked, the others stay."""

    name = models.CharField(_("名称"), max_length=80)
    checksum = models.CharField(_("校验值"), max_length=16, unique=True)
    file_name = models.CharField(_("文件"), max_length=120, blank=True)
    file_sha256 = models.CharField(_("文件校验值"), max_length=64, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    licence = models.CharField(_("许可"), max_length=120)
    source_crs = models.CharField(_("来源坐标系"), max_length=40, default=SourceCrs.WGS84)
    nodes = models.PositiveIntegerField(_("节点"))
    arcs = models.PositiveIntegerField(_("路段"))
    km = models.FloatField(_("总长（千米）"))
    joined_percent = models.FloatField(_("最大连通部分（%）"))
    graph = models.BinaryField()
    order = models.BinaryField()
    in_use = models.BooleanField(_("使用中"), default=False)
    imported_at = models.DateTimeField(_("导入时间"))
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("路网")
        constraints = [
            models.UniqueConstraint(fields=["in_use"], name="one_road_net_in_use", condition=Q(in_use=True))
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.checksum}"


class Revision(models.Model):
    """What names the state of roads and crews: every process compares the sums before it answers from memory.

    Several rows, so that nobody who changes something waits for another who does: each takes one that is free.
    """

    roads = models.BigIntegerField(default=0)
    crews = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.roads}/{self.crews}"


class Closure(Operational):
    """Roads that are shut from one moment to another; lifted ones stay as history."""

    nonce = models.CharField(max_length=60, unique=True, null=True, editable=False)
    reason = models.CharField(_("原因"), max_length=200)
    geometry = gis.GeometryField(_("封闭范围"), srid=4326)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    by_name = models.CharField(_("登记人"), max_length=80)
    made_at = models.DateTimeField(_("登记时间"))
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    arcs_shut = models.PositiveIntegerField(_("封闭路段数"), null=True)
    incident_id = models.BigIntegerField(null=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("道路封闭")
        indexes = [GinIndex(fields=["seen_by"], name="closure_seen_by")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="closure_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("dispatch:closure", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class Crew(Operational, Placed):
    """People with a vehicle who are sent as one; `geometry` is where they are kept, `position` where they were last."""

    class Status(models.TextChoices):
        READY = "ready", _("待命")
        OUT = "out", _("出动中")
        OFF = "off", _("停用")

    name = models.CharField(_("名称"), max_length=80)
    call_sign = models.CharField(_("呼号"), max_length=20)
    team = models.ForeignKey(
        "resources.Team", on_delete=models.PROTECT, related_name="crews", verbose_name=_("所属队伍")
    )
    abilities = ArrayField(models.CharField(max_length=12), verbose_name=_("能力"))
    maintainer = models.CharField(_("所属维保单位（与电梯档案一致）"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    status = models.CharField(_("状态"), max_length=6, choices=Status.choices, default=Status.READY)
    position = gis.PointField(_("当前位置"), srid=4326, null=True, blank=True)
    position_at = models.DateTimeField(_("位置时间"), null=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("出动单元")
        indexes = [GinIndex(fields=["seen_by"], name="crew_seen_by")]
        constraints = [models.UniqueConstraint(fields=["call_sign", "realm"], name="call_sign_once")]

    def __str__(self) -> str:
        return f"{self.call_sign} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:crew", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.team.unit, self.subdistrict) if each]

    def believed_at(self, at: datetime) -> Point | None:
        """Where it is: where it said last, unless that is too long ago; then where it is kept."""
        return self.position if self.said_lately(at) else self.geometry

    def said_lately(self, at: datetime) -> bool:
        return bool(self.position and self.position_at and at - self.position_at < BELIEVED)

    @property
    def labels(self) -> list[str]:
        return [ABILITIES[each] for each in self.abilities if each in ABILITIES]


class Mission(Operational, Placed):
    """One order to send crews to one place, by a run card; an incident's number where it belongs to one."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    nonce = models.CharField(max_length=60, unique=True, editable=False)
    card = models.CharField(_("调派卡"), max_length=30)
    text = models.CharField(_("事由"), max_length=200)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    incident_title = models.CharField(_("突发事件"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("调派单位"))
    opened_at = models.DateTimeField(_("下达时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    short = models.JSONField(default=list)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("调派单")
        indexes = [GinIndex(fields=["seen_by"], name="mission_seen_by")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:mission", args=[self.pk])

    @property
    def spot(self) -> tuple[float, float]:
        """Longitude and latitude; a mission always has them."""
        point = self.geometry
        if point is None:
            raise ValueError(f"mission {self.number} has no place")
        return float(point.x), float(point.y)

    def get_card_display(self) -> str:
        return named(CARDS.get(self.card) or self.card)

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict) if each]


class Turnout(Case):
    """One crew on its way to one place; the estimate is kept beside what it really took."""

    WORKFLOW: ClassVar[Workflow] = turnout.WORKFLOW

    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, related_name="turnouts", verbose_name=_("调派单")
    )
    crew = models.ForeignKey(
        Crew, on_delete=models.PROTECT, related_name="turnouts", verbose_name=_("出动单元")
    )
    ability = models.CharField(max_length=12)
    nonce = models.CharField(max_length=60, blank=True, editable=False)
    ordered_at = models.DateTimeField(_("派单时间"))
    eta_s = models.FloatField(_("预计用时（秒）"), null=True)
    metres = models.FloatField(_("路程（米）"), null=True)
    # When it will be there, by the way that is left: moved with every position and with the roads, while `eta_s` stays
    # what was said when it was ordered. None: there is no way.
    expected_at = models.DateTimeField(_("预计到场"), null=True)
    route = gis.LineStringField(srid=4326, null=True)
    net = models.CharField(max_length=16, blank=True)
    accepted_at = models.DateTimeField(_("接单时间"), null=True)
    set_out_at = models.DateTimeField(_("出发时间"), null=True)
    arrived_at = models.DateTimeField(_("到场时间"), null=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("出动")
        indexes = [
            GinIndex(fields=["seen_by"], name="turnout_seen_by"),
            models.Index(fields=["mission"], name="turnout_mission"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["crew"],
                name="crew_is_out_once",
                condition=~Q(state__in=("done", "declined", "recalled")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.crew} → {self.mission.number}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:turnout", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [*super().concerned_units(), *self.mission.concerned_units()]

    @property
    def took_s(self) -> float | None:
        """Seconds from the order to the arrival; None while nobody is there."""
        return (self.arrived_at - self.ordered_at).total_seconds() if self.arrived_at else None

    @property
    def drive_s(self) -> float | None:
        """Seconds on the road, beside which the estimate stands; from the order where nobody said when it set out."""
        if self.arrived_at is None:
            return None
        return (self.arrived_at - (self.set_out_at or self.ordered_at)).total_seconds()


class PhoneReport(models.Model):
    """What a crew's phone said, once; written without a network it comes later."""

    client_id = models.CharField(max_length=60, primary_key=True)
    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="reports")
    turnout = models.ForeignKey(Turnout, on_delete=models.CASCADE, null=True, related_name="reports")
    verb = models.CharField(_("状态"), max_length=12, blank=True)
    point = gis.PointField(srid=4326, null=True)
    recorded_at = models.DateTimeField(_("记录时间"), null=True)
    received_at = models.DateTimeField(_("收到时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["crew", "-received_at"], name="phone_report_crew")]

    def __str__(self) -> str:
        return f"{self.crew} {self.verb}"


class Fault(models.TextChoices):
    DOOR = "door", _("门系统")
    CONTROL = "control", _("控制系统")
    TRACTION = "traction", _("曳引与制动")
    POWER = "power", _("停电")
    SAFETY = "safety", _("安全保护动作")
    MISUSE = "misuse", _("使用不当")
    FLOODED = "flooded", _("进水")
    OTHER = "other", _("其他")


class Rescue(Case, Placed):
    """People in an elevator, from the call to the review."""

    WORKFLOW: ClassVar[Workflow] = elevator_rescue.WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    source = models.CharField(max_length=60, unique=True, editable=False)
    called_at = models.DateTimeField(_("接警时间"))
    caller = models.CharField(_("报警电话"), max_length=30, blank=True)
    told = models.CharField(_("报警内容"), max_length=200, blank=True)
    rescue_code = models.CharField(_("应急救援识别码"), max_length=30, blank=True)
    asset_id = models.BigIntegerField(null=True, db_index=True)
    elevator = models.CharField(_("电梯"), max_length=120, blank=True)
    maintainer = models.CharField(_("维保单位"), max_length=120, blank=True)
    trapped = models.PositiveSmallIntegerField(_("被困人数"), null=True)
    injured = models.PositiveSmallIntegerField(_("受伤人数"), null=True)
    arrived_at = models.DateTimeField(_("到场时间"), null=True)
    rescued_at = models.DateTimeField(_("救出时间"), null=True)
    fault = models.CharField(_("故障原因"), max_length=10, choices=Fault.choices, blank=True)
    finding = models.CharField(_("处置情况"), max_length=300, blank=True)
    review = models.CharField(_("复核意见"), max_length=300, blank=True)
    mission = models.OneToOneField(Mission, on_delete=models.PROTECT, null=True, related_name="rescue")
    incident_id = models.BigIntegerField(null=True, db_index=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("电梯困人救援")
        indexes = [
            GinIndex(fields=["seen_by"], name="rescue_seen_by"),
            models.Index(fields=["maintainer"], name="rescue_maintainer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asset_id", "realm"],
                name="one_rescue_for_an_elevator",
                condition=~Q(state__in=("rescued", "closed", "reviewed", "void")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.elevator or self.rescue_code}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:rescue", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [*super().concerned_units(), *([self.subdistrict] if self.subdistrict else [])]

    @property
    def took_minutes(self) -> float | None:
        """Minutes from the call to the first arrival."""
        return round((self.arrived_at - self.called_at).total_seconds() / 60, 1) if self.arrived_at else None


class Level(models.Model):
    """Who was sent at one level of an elevator rescue: a crew of the register, or somebody called by phone."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    who = models.CharField(_("力量"), max_length=120)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    turnout = models.ForeignKey(Turnout, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("派出时间"))
    expected_at = models.DateTimeField(_("预计到场"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["rescue", "level"], name="one_row_a_level")]

    def __str__(self) -> str:
        return f"{self.rescue_id} {self.level} {self.who}"
