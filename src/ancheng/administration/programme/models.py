"""A government plan as it was read: programme, groups with their units, phases, targets, safeguards."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Operational, ScopedQuerySet, Unit
from ancheng.kernel.tasks.models import Part


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("待核对")
    ADOPTED = "adopted", _("已采纳")
    SUPERSEDED = "superseded", _("已被新版替代")
    DISCARDED = "discarded", _("已放弃")


class ProgrammeQuerySet(ScopedQuerySet):
    def visible_to(self, asker: Asker) -> Self:
        """A plan is known to every public body, its drafts to the office; not to enterprises."""
        if asker.role == Role.ENTERPRISE:
            return self.none()
        if asker.holds(Role.OFFICE, Role.ADMINISTRATOR, Role.AUDITOR):
            return self
        return self.filter(state__in=(ProgrammeState.ADOPTED, ProgrammeState.SUPERSEDED))


class ActualProgrammes(models.Manager.from_queryset(ProgrammeQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ProgrammeQuerySet:
        return super().get_queryset().filter(realm=Realm.ACTUAL)  # type: ignore[no-any-return]


class Programme(Operational):
    """One version of a plan document, with its text kept whole."""

    title = models.CharField(_("标题"), max_length=300)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    text = models.TextField()
    file = models.ForeignKey("files.Blob", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    ends_on = models.DateField(_("任务完成时限"), null=True)
    ends_on_rule = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    every = models.Manager.from_queryset(ProgrammeQuerySet)()
    objects = ActualProgrammes()

    class Meta(Operational.Meta):
        verbose_name = _("实施方案")
        indexes = [GinIndex(fields=["seen_by"], name="programme_seen_by")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_at__isnull=False), name="adopted_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("programme:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return []


class GroupKind(models.TextChoices):
    TASK = "task", _("任务")
    SUBTASK = "subtask", _("子任务")
    KEY_PROJECT = "key_project", _("重点工程")


class Group(models.Model):
    """One responsibility clause and the sentences it answers for."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="groups")
    section = models.CharField(_("章节"), max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=GroupKind.choices)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField()
    clause = models.TextField()
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    open_ended = models.BooleanField(_("含“等”"))
    due_on = models.DateField(_("时限"), null=True, blank=True)
    order = models.PositiveSmallIntegerField()
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("责任分工")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "section", "ordinal"], name="group_once"),
            models.CheckConstraint(condition=Q(span_end__gte=models.F("span_start")), name="group_span"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        return f"{self.section}#{self.ordinal}"


class GroupUnit(models.Model):
    """A unit as the clause names it, and the unit of the register that it means."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="named")
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=12, choices=Part.choices)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ignored_why = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="named_once")]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A stage of the work; its dates may be corrected, because the plan itself says that they will move."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases")
    section = models.CharField(max_length=60)
    title = models.CharField(_("阶段"), max_length=200)
    starts_on = models.DateField(_("开始"), null=True, blank=True)
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    text = models.TextField(blank=True)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("工作阶段")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="phase_span",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """A figure that the plan sets."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    section = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField(null=True)
    quote = models.CharField(max_length=300)
    operator = models.CharField(max_length=4)
    value = models.FloatField()
    unit = models.CharField(max_length=20, blank=True)
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("量化目标")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.quote


class Safeguard(models.Model):
    """A measure that holds the whole plan up."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="safeguards")
    section = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("保障措施")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title
