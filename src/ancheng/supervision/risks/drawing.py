"""The case that a new risk source describes: who answers, who supervises, and where it lies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.places.queries import put_in_place
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.risks.models import ChecklistItem, Risk
from ancheng.supervision.risks.rules import industry_of
from ancheng.supervision.risks.values import NewRisk, Subject
from ancheng.supervision.risks.zones import zone_of

AREAS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.ZONE)


def drawn(new: NewRisk, by: Asker, at: datetime) -> Risk:
    """The risk that a new source describes, not yet written."""
    unit = _unit(new.unit_id, "监管单位")
    enterprise = _unit(new.enterprise_id, "企业") if new.enterprise_id else None
    asset = _asset(new.asset_id)
    area = _area(new.area_id)
    item = ChecklistItem.objects.filter(pk=new.item_id).first() if new.item_id else None
    enterprise = enterprise or (asset.enterprise if asset else None)
    risk = Risk(
        title=new.title.strip(),
        subject=new.subject.value,
        industry=new.industry or _industry(enterprise),
        accident_type=(new.accident_type or (item.accident_type if item else ""))[:30],
        factors=new.factors.strip() or (item.text if item else ""),
        asset=asset,
        area=area,
        enterprise=enterprise,
        event_from=new.event_from,
        event_to=new.event_to,
        identified_on=beijing_day(at),
        identified_by=by.name,
        owner_unit=enterprise or area_owner(area) or (asset.unit if asset else unit),
        issuer_unit=unit,
        address=(new.address or (asset.address if asset else ""))[:200],
        geometry=_geometry(new.geometry) or (asset.geometry if asset else None) or _bounds(area),
    )
    put_in_place(risk)
    if area is not None:
        _inside(risk, area)
    elif risk.subdistrict_id is None and enterprise is not None:
        risk.subdistrict = Unit.objects.filter(pk__in=enterprise.line, kind=UnitKind.SUBDISTRICT).first()
    risk.zone_id = zone_of(
        risk.geometry if new.subject != Subject.AREA else None,
        [each for each in (enterprise, area) if each],
    )
    return risk


def area_owner(area: Unit | None) -> Unit | None:
    """Who answers for an area: itself, or the community or subdistrict around a grid."""
    if area is None or area.kind != UnitKind.GRID:
        return area
    return area.parent


def _inside(risk: Risk, area: Unit) -> None:
    """The risk of a whole area belongs to it and to what lies above, not to a smaller area in its middle."""
    line = {each.kind: each for each in Unit.objects.filter(pk__in=area.line)}
    risk.subdistrict = line.get(UnitKind.SUBDISTRICT)
    risk.community = line.get(UnitKind.COMMUNITY)
    risk.grid = line.get(UnitKind.GRID)


def _industry(enterprise: Unit | None) -> str:
    registered = getattr(enterprise, "enterprise", None)
    return industry_of(registered.industry) if registered else "其他"


def _bounds(area: Unit | None) -> GEOSGeometry | None:
    found = Boundary.objects.filter(pk=area.pk).first() if area else None
    return found.area if found else None


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


def _area(area_id: int | None) -> Unit | None:
    if area_id is None:
        return None
    found = Unit.objects.in_use().filter(pk=area_id, kind__in=AREAS).select_related("parent").first()
    if found is None:
        raise Refusal("风险区域应为街道（地区）、社区（村）、网格或功能区，请重新选择。")
    return found


def _asset(asset_id: int | None) -> Asset | None:
    if asset_id is None:
        return None
    found: Asset | None = Asset.every.select_related("enterprise", "unit").filter(pk=asset_id).first()
    if found is None:
        raise Refusal("没有找到该对象，请重新选择。")
    return found
