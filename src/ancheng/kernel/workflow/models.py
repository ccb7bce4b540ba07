"""Cases, their clocks, approved extensions and the editable calendar of working days."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.workflow.declare import ISSUER, OWNER, Workflow


class Case(Operational):
    """A record that moves through a declared workflow; only `move` changes its state."""

    WORKFLOW: ClassVar[Workflow]

    state = models.CharField(max_length=30, editable=False)
    state_since = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    owner_unit = models.ForeignKey(
        "orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位")
    )
    issuer_unit = models.ForeignKey(
        "orgs.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("交办单位")
    )

    class Meta(Operational.Meta):
        abstract = True

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.issuer_unit) if each]

    def party_unit_id(self, party: str) -> int | None:
        """The unit that stands for `party` in the workflow's steps."""
        return {OWNER: self.owner_unit_id, ISSUER: self.issuer_unit_id}[party]

    @property
    def state_label(self) -> str:
        return str(self.WORKFLOW.label_of(self.state))

    @property
    def ended(self) -> bool:
        return self.state in self.WORKFLOW.ends

    def late(self, at: datetime) -> bool:
        return not self.ended and self.due_at is not None and self.due_at < at


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at=None, paused_at=None)

    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Clock(models.Model):
    """How long a case may stay in its state, and the rung of the ladder that it has reached."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300, blank=True)
    workflow = models.CharField(max_length=60)
    state = models.CharField(max_length=30)
    awaited = models.CharField(max_length=60)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=200, blank=True)
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    stopped_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    next_rung_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], name="one_running_clock", condition=Q(stopped_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["next_rung_at"], name="clock_next_rung", condition=Q(stopped_at=None)),
            models.Index(fields=["unit", "due_at"], name="clock_unit_due", condition=Q(stopped_at=None)),
            models.Index(fields=["subject_type", "subject_id", "started_at"], name="clock_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} · {self.awaited}"

    @property
    def met(self) -> bool | None:
        """Whether the awaited step came in time; None while it is still awaited."""
        return None if self.stopped_at is None else self.stopped_at <= self.due_at


class Extension(models.Model):
    """More time, asked for with a reason and granted or refused by somebody else."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    working_days = models.PositiveSmallIntegerField(_("延长工作日"))
    reason = models.TextField(_("理由"))
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], name="one_open_extension", condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="extension_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} +{self.working_days}"


class Holiday(models.Model):
    """A day on which the week's rhythm does not hold: off on a weekday, or at work on a weekend (调休)."""

    day = models.DateField(_("日期"), primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    at_work = models.BooleanField(_("上班"))
    source = models.CharField(_("来源"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("节假日调休")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @property
    def label(self) -> str:
        """The name as the page says it; a day at work is named after the holiday that it makes up for."""
        holiday = self.name.removesuffix("调休")
        if holiday in ("", self.name):
            return gettext(self.name) if self.name else ""
        return gettext("%(holiday)s调休") % {"holiday": gettext(holiday)}
