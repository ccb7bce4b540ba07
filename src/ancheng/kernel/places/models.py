"""Where things are: boundaries of units and the place that every located record carries."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class SourceCrs(models.TextChoices):
    WGS84 = "wgs84", "WGS 84"
    CGCS2000 = "cgcs2000", "CGCS2000"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class Boundary(models.Model):
    """The area of a unit; `schematic` when it is only 示意 and no survey."""

    unit = models.OneToOneField(
        "orgs.Unit", on_delete=models.CASCADE, related_name="boundary", primary_key=True
    )
    kind = models.CharField(max_length=20, db_index=True)
    area = models.MultiPolygonField(srid=4326)
    schematic = models.BooleanField(_("示意"), default=False)
    source = models.CharField(_("来源"), max_length=200)
    source_crs = models.CharField(_("来源坐标系"), max_length=40, default=SourceCrs.WGS84)

    class Meta:
        verbose_name = _("边界")

    def __str__(self) -> str:
        return f"{self.unit_id}"


class Placed(models.Model):
    """A record with a geometry in WGS 84 and the units in whose area it lies."""

    geometry = models.GeometryField(_("位置"), srid=4326, null=True, blank=True)
    source_crs = models.CharField(
        _("来源坐标系"), max_length=40, choices=SourceCrs.choices, default=SourceCrs.WGS84
    )
    subdistrict = models.ForeignKey(
        "orgs.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("街道、地区"),
    )
    community = models.ForeignKey(
        "orgs.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("社区、村"),
    )
    grid = models.ForeignKey(
        "orgs.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("网格")
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def outside(self) -> bool:
        """Whether it has a place, but not inside any subdistrict of the district."""
        return self.geometry is not None and self.subdistrict_id is None
