"""Tables of incidents: the incident, who told of it, its log, needs, response orders, reports, who is in the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.incidents import catalogue, rules
from ancheng.command.incidents.workflows.incident import OPEN, WORKFLOW
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"
# What a task of an incident names as its source.
SUBJECT = "incidents.incident"
PERSON_LINK = {"on_delete": models.PROTECT, "null": True, "related_name": "+"}


class Source(models.TextChoices):
    PHONE = "phone", _("电话接报")
    WARNING = "warning", _("预警")
    HOTLINE = "hotline", _("举报")
    GRID = "grid", _("网格")
    ELEVATOR = "elevator", _("电梯呼救")
    SENSOR = "sensor", _("监测设备")
    DRILL = "drill", _("演练脚本")


class Incident(Case, Placed):
    """Something that happens and must be answered; `grade` None is not graded (yet), 1 is the worst."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("标题"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20)
    grade = models.PositiveSmallIntegerField(_("等级"), null=True, blank=True)
    sensitive = models.BooleanField(_("敏感事件"), default=False)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    source_id = models.BigIntegerField(null=True)
    source_label = models.CharField(_("来源编号"), max_length=120, blank=True)
    key = models.CharField(max_length=64, null=True, editable=False, unique=True)
    asset_id = models.BigIntegerField(_("对象"), null=True)
    happened_at = models.DateTimeField(_("发生时间"))
    reported_at = models.DateTimeField(_("接报时间"))
    text = models.TextField(_("情况"), blank=True)
    radius_m = models.PositiveIntegerField(_("影响半径（米）"), default=300)
    deaths = models.PositiveIntegerField(_("死亡（含失踪）"), default=0)
    injured = models.PositiveIntegerField(_("受伤"), default=0)
    loss_yuan = models.BigIntegerField(_("直接经济损失（元）"), null=True, blank=True)
    # What lay in the circle when it was drawn: people (None: nobody counted) and sensitive places.
    exposed = models.JSONField(default=dict)
    response_level = models.PositiveSmallIntegerField(_("响应级别"), null=True)
    report_due_at = models.DateTimeField(_("下次报告"), null=True)
    closed_at = models.DateTimeField(_("处置结束时间"), null=True)
    cause = models.TextField(_("原因"), blank=True)
    lessons = models.TextField(_("经验教训"), blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    # Counted by the database as it writes the log: gap-free, in the order in which the server saw the entries.
    log_last = models.PositiveIntegerField(default=0, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("突发事件")
        indexes = [
            GinIndex(fields=["seen_by"], name="incident_seen_by"),
            models.Index(fields=["realm", "state", "-reported_at"], name="incident_state"),
            models.Index(
                fields=["report_due_at"], name="incident_report", condition=Q(report_due_at__isnull=False)
            ),
            models.Index(fields=["source", "source_id"], name="incident_source"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grade=None) | Q(grade__range=(1, 4)), name="incident_grade"),
            models.CheckConstraint(
                condition=Q(response_level=None) | Q(response_level__range=(1, 4)), name="incident_level"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="incident_not_into_itself"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged"), name="incident_merged"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("incidents:room", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [*super().concerned_units(), *[each for each in (self.subdistrict, self.community) if each]]

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def kind_label(self) -> str:
        return catalogue.kind(self.kind).zh

    @property
    def grade_label(self) -> str:
        return catalogue.GRADES[catalogue.Grade(self.grade)] if self.grade else ""

    @property
    def level_label(self) -> str:
        return rules.LEVELS[rules.Level(self.response_level)] if self.response_level else ""


class Reporter(models.Model):
    """Who told of it; read only by who takes calls and commands, shown nowhere else."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="reporters")
    name = models.CharField(_("报告人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    said = models.TextField(_("报告内容"), blank=True)
    told_at = models.DateTimeField(_("报告时间"))
    came_with = models.CharField(_("原事件"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("报告人")
        ordering = ["told_at", "pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class LogEntry(models.Model):
    """One line of the log; the database numbers it, and refuses to change or remove it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="log")
    seq = models.PositiveIntegerField(default=0, editable=False)
    sort = models.CharField(_("类别"), max_length=12)
    text = models.TextField(_("内容"))
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(PERSON, **PERSON_LINK)
    by_name = models.CharField(max_length=80)
    unit_name = models.CharField(max_length=80, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    key = models.CharField(max_length=64, null=True, editable=False)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "seq"], name="log_in_order"),
            models.UniqueConstraint(fields=["incident", "key"], name="log_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.text[:40]}"

    @property
    def sort_label(self) -> str:
        return rules.SORTS.get(rules.Sort(self.sort), self.sort)


class Pin(models.Model):
    """An entry of the log that everybody must have before their eyes."""

    entry = models.OneToOneField(LogEntry, on_delete=models.CASCADE, related_name="pin")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Need(models.Model):
    """Something that is needed: how much, how much is there, why the rest is not."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="needs")
    name = models.CharField(_("需要"), max_length=60)
    amount = models.PositiveIntegerField(_("数量"))
    unit = models.CharField(_("单位"), max_length=10)
    # Crews with this ability fill it: what is there of them is counted from their turnouts, `filled` is what else came.
    ability = models.CharField(_("力量类别"), max_length=12, blank=True, default="")
    filled = models.PositiveIntegerField(_("已到"), default=0)
    reason = models.CharField(_("缺口原因"), max_length=120, blank=True)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("需求")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="need_asks_for_something"),
            models.UniqueConstraint(fields=["incident", "name"], name="need_once"),
            models.UniqueConstraint(
                fields=["incident", "ability"], name="a_crew_fills_one_need", condition=~Q(ability="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.filled}/{self.amount}{self.unit}"

    def tally(self, forces: Mapping[str, rules.Force]) -> rules.Tally:
        force = forces.get(self.ability) if self.ability else None
        return rules.Tally(self.amount, self.filled, force or rules.Force())


class ResponseOrder(models.Model):
    """A response of a level, ordered for a time, until it is changed or lifted."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="orders")
    level = models.PositiveSmallIntegerField(_("响应级别"))
    matter = models.CharField(_("事项"), max_length=200)
    measures = models.TextField(_("应对措施"))
    duration_hours = models.PositiveIntegerField(_("预计期限（小时）"))
    city_number = models.CharField(_("市级文号"), max_length=60, blank=True)
    document_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("启动时间"))
    by_name = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lifted_why = models.CharField(_("解除理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("应急响应")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(lifted_at=None), name="one_response_at_a_time"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="response_level"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.incident_id} {self.level}"

    @property
    def level_label(self) -> str:
        return rules.LEVELS[rules.Level(self.level)]


class Report(models.Model):
    """What was reported upward, when it was due and when it was sent."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    sort = models.CharField(_("类别"), max_length=8)
    number = models.CharField(_("编号"), max_length=40, unique=True)
    to = models.CharField(_("报送"), max_length=120)
    text = models.TextField(_("内容"))
    due_at = models.DateTimeField(_("时限"))
    citation = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(_("报送时间"))
    by_name = models.CharField(max_length=80)
    document_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("信息报告")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "sort"], condition=Q(sort="first"), name="one_first_report"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sort_label(self) -> str:
        return rules.REPORTS[rules.ReportSort(self.sort)]

    @property
    def late(self) -> bool:
        return self.sent_at > self.due_at


class Presence(models.Model):
    """Somebody was in the room at that moment."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="present_once")]

    def __str__(self) -> str:
        return self.name
