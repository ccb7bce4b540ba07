"""The case that a finding describes: who rectifies, who supervises, and where it lies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.models import ChecklistItem, Danger
from ancheng.supervision.dangers.values import Finding


def drawn(finding: Finding, by: Asker, at: datetime) -> Danger:
    """The danger that a finding describes, not yet written."""
    unit = _unit(finding.unit_id, "监管单位")
    enterprise = _unit(finding.enterprise_id, "企业") if finding.enterprise_id else None
    if enterprise and enterprise.kind != UnitKind.ENTERPRISE:
        raise Refusal(f"“{enterprise}”不是企业，请重新选择。")
    asset = _asset(finding.asset_id)
    item = ChecklistItem.objects.filter(pk=finding.item_id).first() if finding.item_id else None
    enterprise = enterprise or (asset.enterprise if asset else None)
    danger = Danger(
        title=finding.title.strip(),
        grade=finding.grade.value,
        source=finding.source.value,
        description=finding.description.strip(),
        clause=(finding.clause or (item.clause if item else ""))[:200],
        address=(finding.address or (asset.address if asset else ""))[:200],
        geometry=_geometry(finding.geometry) or (asset.geometry if asset else None),
        owner_unit=enterprise or unit,
        issuer_unit=unit,
        enterprise=enterprise,
        asset=asset,
        item=item,
        found_at=min(finding.found_at or at, at),
        found_by_id=by.person_id,
        found_by_name=by.name,
        found_unit_id=by.unit_id,
        source_type=finding.source_type,
        source_id=str(finding.source_id),
        source_label=finding.source_label[:200],
        due_on=finding.due_on,
    )
    put_in_place(danger)
    if danger.subdistrict_id is None:
        danger.subdistrict = _subdistrict_of(asset, enterprise, unit, by)
    return danger


def _subdistrict_of(asset: Asset | None, enterprise: Unit | None, unit: Unit, by: Asker) -> Unit | None:
    """Without a place the area is that of the object, of the enterprise or of who supervises or found it."""
    if asset and asset.subdistrict:
        return asset.subdistrict
    finder = Unit.objects.filter(pk=by.unit_id).first() if by.role == Role.GRID else None
    for each in (enterprise, unit, finder):
        found = Unit.objects.filter(pk__in=each.line, kind=UnitKind.SUBDISTRICT).first() if each else None
        if found:
            return found
    return None


def _geometry(given: Any) -> GEOSGeometry | None:
    if given is None or isinstance(given, GEOSGeometry):
        return given
    longitude, latitude = (float(each) for each in given)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Refusal("位置超出经纬度的取值，请在地图上重新标绘。")
    return Point(longitude, latitude, srid=4326)


def _unit(unit_id: int | None, label: str) -> Unit:
    found = Unit.objects.in_use().exclude(kind=UnitKind.COLLECTIVE).filter(pk=unit_id).first()
    if found is None:
        raise Refusal(f"没有找到该{label}，请从列表中重新选择。")
    return found


def _asset(asset_id: int | None) -> Asset | None:
    if asset_id is None:
        return None
    found: Asset | None = Asset.every.select_related("enterprise", "subdistrict").filter(pk=asset_id).first()
    if found is None:
        raise Refusal("没有找到该对象，请重新选择。")
    return found
