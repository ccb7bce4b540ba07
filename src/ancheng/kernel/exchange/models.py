"""An import from file to record: the batch, its rows as judged, and what was written."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.exchange.importable import Importable, importable
from ancheng.kernel.files.models import Blob
from ancheng.kernel.orgs.models import Operational, Unit


class BatchState(models.TextChoices):
    MAPPING = "mapping", _("待对应列")
    CHECKING = "checking", _("正在核对")
    CHECKED = "checked", _("已核对")
    WRITING = "writing", _("正在导入")
    DONE = "done", _("已导入")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")
    DISCARDED = "discarded", _("已放弃")


RUNNING = (BatchState.CHECKING, BatchState.WRITING, BatchState.UNDOING)


class Outcome(models.TextChoices):
    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    UNCHANGED = "unchanged", _("无变化")
    ERROR = "error", _("有错误")


class ImportBatch(Operational):
    """One uploaded table on its way into the register."""

    importable = models.CharField(max_length=40)
    variant = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("内容"), max_length=120)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("导入人"), max_length=80)
    by_role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(_("文件"), max_length=200)
    sheet = models.CharField(_("工作表"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(_("表头所在行"), null=True)
    # What the screen shows of the table, so that it is not opened again for every page.
    header = models.JSONField(default=list)
    sheets = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=12, choices=BatchState.choices, default=BatchState.MAPPING)
    message = models.TextField(blank=True)
    progress = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("导入批次")
        base_manager_name = "every"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="import_latest"),
            models.Index(
                fields=["touched_at"], name="import_running", condition=models.Q(state__in=list(RUNNING))
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="import_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.filename}"

    def get_absolute_url(self) -> str:
        return reverse("imports:batch", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]

    @property
    def declared(self) -> Importable:
        return importable(self.importable)

    @property
    def asker(self) -> Asker:
        """The seat in which the import was asked for."""
        return Asker(self.person_id, self.by_name, self.unit_id, str(self.unit), Role(self.by_role))

    @property
    def running(self) -> bool:
        return self.state in RUNNING

    @property
    def total(self) -> int:
        return sum(self.counts.get(each, 0) for each in Outcome.values)

    @property
    def to_write(self) -> int:
        return int(self.counts.get(Outcome.NEW, 0)) + int(self.counts.get(Outcome.CHANGED, 0))


class ImportRow(models.Model):
    """One row of the table as it was judged."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    label = models.CharField(max_length=200)
    subject_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    stated = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    errors: Any = models.JSONField(default=list)
    doubts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class ImportedRecord(models.Model):
    """A record that a batch wrote, and what it was before; what an undo goes back to."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "subject_id"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.subject_id}"


class BoundaryState(models.TextChoices):
    READ = "read", _("待核对")
    APPLIED = "applied", _("已采用")
    UNDONE = "undone", _("已撤销")


class BoundaryImport(models.Model):
    """A file of areas on its way to become the boundaries of units."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(_("文件"), max_length=200)
    source = models.CharField(_("来源"), max_length=200)
    schematic = models.BooleanField(_("示意"), default=False)
    crs = models.CharField(_("坐标系"), max_length=80)
    field = models.CharField(_("名称所在字段"), max_length=200, blank=True)
    by_name = models.CharField(_("导入人"), max_length=80)
    state = models.CharField(
        _("状态"), max_length=10, choices=BoundaryState.choices, default=BoundaryState.READ
    )
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    # Unit id → the boundary that was there before, as WKT with its source; null where there was none.
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("边界导入")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=BoundaryState.values), name="boundary_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"边界：{self.filename}"

    def get_absolute_url(self) -> str:
        return reverse("imports:boundary", args=[self.pk])
