"""Units as one tree: district, departments, subdistricts, communities, grids, enterprises."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm


class UnitKind(models.TextChoices):
    DISTRICT = "district", _("区")
    DEPARTMENT = "department", _("区属部门")
    BRANCH = "branch", _("市属分局")
    VERTICAL = "vertical", _("垂直管理单位")
    COORDINATION = "coordination", _("议事协调机构")
    INSTITUTION = "institution", _("区属事业单位")
    SUBDISTRICT = "subdistrict", _("街道、地区（乡）")
    ZONE = "zone", _("功能区")
    COMMUNITY = "community", _("社区、村")
    GRID = "grid", _("网格")
    ENTERPRISE = "enterprise", _("企业")
    COLLECTIVE = "collective", _("集合称谓")
    SECTION = "section", _("内设机构")


class UnitQuerySet(models.QuerySet["Unit"]):
    def in_use(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def below(self, unit: Unit) -> Self:
        """`unit` and everything under it."""
        return self.filter(path__startswith=unit.path)

    def visible_to(self, asker: Asker) -> Self:
        """Public bodies are known to all; enterprises only to those who answer for them."""
        if asker.sees_district:
            return self
        return self.filter(
            ~models.Q(kind=UnitKind.ENTERPRISE)
            | models.Q(pk=asker.unit_id)
            | models.Q(ancestors__contains=[asker.unit_id])
        )


class Unit(models.Model):
    """An organisation or territorial unit that can be responsible for something."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("类型"), max_length=20, choices=UnitKind.choices)
    name = models.CharField(_("规范名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    adcode = models.CharField(_("区划代码"), max_length=12, blank=True)
    path = models.CharField(max_length=200, editable=False, db_index=True)
    ancestors = ArrayField(models.BigIntegerField(), default=list, editable=False)
    child_count = models.PositiveIntegerField(default=0, editable=False)
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="collectives")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        indexes = [
            models.Index(fields=["parent", "order", "name"], name="unit_level"),
            models.Index(fields=["path"], name="unit_path_prefix", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["ancestors"], name="unit_ancestors"),
            GinIndex(fields=["name"], name="unit_name_trigram", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["adcode"], name="unit_adcode_once", condition=~models.Q(adcode="")
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def line(self) -> list[int]:
        """Its own id and those of all units above it."""
        return [*self.ancestors, self.pk]


class UnitAlias(models.Model):
    """Another name by which documents call a unit; normalised, so that spelling variants meet."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    normalised = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("别名")

    def __str__(self) -> str:
        return self.name


class Enterprise(models.Model):
    """What is registered about a unit that is an enterprise."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="enterprise")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    industry = models.CharField(_("行业"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    principal = models.CharField(_("主要负责人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    staff = models.PositiveIntegerField(_("从业人数"), null=True, blank=True)

    class Meta:
        verbose_name = _("企业")

    def __str__(self) -> str:
        return str(self.unit)


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows of which each says which units may see it."""

    def visible_to(self, asker: Asker) -> Self:
        """The rows that `asker` may know of: all for a district-wide role, else the own unit's subtree
        and what the unit is responsible for."""
        if asker.sees_district:
            return self
        return self.filter(seen_by__contains=[asker.unit_id])

    def in_realm(self, realm: Realm) -> Self:
        return self.filter(realm=realm)


class ActualManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Only what really happens: an exercise is entered on purpose, never by forgetting a filter."""

    def get_queryset(self) -> ScopedQuerySet:
        return super().get_queryset().filter(realm=Realm.ACTUAL)  # type: ignore[no-any-return]


class Operational(models.Model):
    """A record with a realm, seen by the units concerned and by all units above them."""

    realm = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Realm],
        default=Realm.ACTUAL,
        editable=False,
    )
    seen_by = ArrayField(models.BigIntegerField(), default=list, editable=False)

    every = models.Manager.from_queryset(ScopedQuerySet)()
    objects = ActualManager()

    class Meta:
        abstract = True
        base_manager_name = "every"
        indexes = [GinIndex(fields=["seen_by"], name="%(class)s_seen_by")]

    def concerned_units(self) -> list[Unit]:
        """The units whose line of superiors may see this record."""
        raise NotImplementedError

    def derive_scope(self) -> None:
        """Set `seen_by` from the units concerned."""
        self.seen_by = sorted({each for unit in self.concerned_units() if unit for each in unit.line})
