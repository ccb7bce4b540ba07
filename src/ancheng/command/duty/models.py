"""Tables of duty: desks, shifts and who is on them, the book, handovers, lists of people to call."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.duty import rules
from ancheng.kernel.orgs.models import Operational, Unit

PERSON = "people.Person"


class Desk(Operational):
    """A place that is manned round the clock (值班室)."""

    name = models.CharField(_("值班室"), max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    phone = models.CharField(_("值班电话"), max_length=30)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    closed_on = models.DateField(null=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("值班室")
        indexes = [GinIndex(fields=["seen_by"], name="duty_desk_seen_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="duty_desk_once", condition=Q(closed_on=None)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("duty:desk", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class Shift(models.Model):
    """A stretch of time at one desk; it is empty until somebody is put on it."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))

    class Meta:
        verbose_name = _("班次")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "starts_at"], name="duty_shift_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_shift_span"),
        ]
        indexes = [models.Index(fields=["desk", "ends_at"], name="duty_shift_end")]

    def __str__(self) -> str:
        return f"{self.desk} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("duty:shift", args=[self.pk])

    def runs(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


class Part(models.TextChoices):
    LEADER = rules.Part.LEADER.value, _("带班领导")
    OFFICER = rules.Part.OFFICER.value, _("值班员")


class Assignment(models.Model):
    """Somebody on a shift."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("人员"))
    part = models.CharField(_("职责"), max_length=8, choices=Part.choices)

    class Meta:
        verbose_name = _("值班安排")
        constraints = [models.UniqueConstraint(fields=["shift", "person"], name="duty_assigned_once")]
        indexes = [models.Index(fields=["person", "shift"], name="duty_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_part_display()}"


class EntryKind(models.TextChoices):
    CALL = rules.EntryKind.CALL.value, _("来电")
    REPORT = rules.EntryKind.REPORT.value, _("信息报告")
    ORDER = rules.EntryKind.ORDER.value, _("领导指示")
    WEATHER = rules.EntryKind.WEATHER.value, _("气象水情")
    CHECK = rules.EntryKind.CHECK.value, _("抽查点名")
    HANDOVER = rules.EntryKind.HANDOVER.value, _("交接班")
    CORRECTION = rules.EntryKind.CORRECTION.value, _("更正")
    OTHER = rules.EntryKind.OTHER.value, _("其他")


class Entry(Operational):
    """One line of the duty book; it is never changed, a mistake is corrected by a further line."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="entries")
    shift = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True, related_name="entries")
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("类别"), max_length=10, choices=EntryKind.choices)
    text = models.TextField(_("内容"))
    source = models.CharField(_("来电（来文）单位和人员"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    open = models.BooleanField(_("需要跟办"), default=False)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(_("办理结果"), max_length=300, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("记录人"), max_length=80)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("值班记录")
        indexes = [
            GinIndex(fields=["seen_by"], name="duty_entry_seen_by"),
            models.Index(fields=["desk", "-id"], name="duty_entry_desk"),
            models.Index(fields=["desk"], name="duty_entry_open", condition=Q(open=True, done_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def concerned_units(self) -> list[Unit]:
        return self.desk.concerned_units()


class Handover(models.Model):
    """What one shift left to the next, and who took it over."""

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    next_shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="taken", null=True)
    summary = models.TextField(_("本班情况"))
    left = models.TextField(_("未办结事项"), blank=True)
    equipment = models.CharField(_("设备和通信"), max_length=200)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    given_name = models.CharField(_("交班人"), max_length=80)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    taken_name = models.CharField(_("接班人"), max_length=80, blank=True)
    document_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("交接班")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("given_by")), name="duty_handover_two_hands"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shift}"


class CallList(Operational):
    """People to be called in an emergency, in their order, each with who is next when nobody answers."""

    name = models.CharField(_("名单名称"), max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("呼叫名单")
        indexes = [GinIndex(fields=["seen_by"], name="call_list_seen_by")]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="call_list_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("duty:call_list", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class CallMember(models.Model):
    """One person on a list, and the one who is called instead when there is no answer."""

    list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("人员"))
    deputy = models.ForeignKey(
        PERSON,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("无人应答时呼叫"),
    )
    duty = models.CharField(_("职责"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "person"], name="call_member_once"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="call_member_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class CallDown(Operational):
    """One time that a list was called; who answered is read from the notices."""

    list = models.ForeignKey(
        CallList, on_delete=models.PROTECT, related_name="calls", verbose_name=_("呼叫名单")
    )
    nonce = models.CharField(max_length=36, unique=True, editable=False)
    reason = models.CharField(_("呼叫内容"), max_length=200)
    at = models.DateTimeField(_("呼叫时间"))
    by_name = models.CharField(_("呼叫人"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("确认时限（分钟）"))
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("紧急呼叫")
        indexes = [GinIndex(fields=["seen_by"], name="call_down_seen_by")]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("duty:call_down", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.list.unit]
