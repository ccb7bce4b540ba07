"""Where the demonstration's risks lie: objects, sites of enterprises, pipes, areas and events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import MultiPolygon

from ancheng.base.asker import Asker
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.drawing import area_owner
from ancheng.supervision.risks.models import Risk, Subject

OF_ASSETS, OF_SITES, OF_LINES, OF_COMMUNITIES, OF_EVENTS = 2120, 1600, 240, 260, 40
LINES = ("pipe_gas", "long_pipeline", "pipe_heat", "utility_tunnel")
ZONES = {
    "CBD管委会": ("建外街道", "呼家楼街道"),
    "奥林匹克公园管委会": ("奥运村街道", "亚运村街道"),
    "中关村朝阳园管委会": ("望京街道", "酒仙桥街道"),
}
ACCIDENTS = ("火灾", "坍塌", "高处坠落", "中毒窒息", "燃气爆炸", "拥挤踩踏", "机械伤害", "触电")
EVENTS = ("灯会", "马拉松", "音乐节", "展销会", "庙会", "足球联赛")


@dataclass
class District:
    """What the drawing knows of the district."""

    units: dict[int, Unit]
    officers: dict[int, Asker]
    office: Asker
    second: Asker
    zones: list[tuple[int, Any]]

    def officer(self, unit_id: int) -> Asker:
        return self.officers.get(unit_id, self.second)


def bound_zones() -> None:
    """Areas for the functional zones: communities of the subdistricts around them, for illustration only."""
    for name, streets in ZONES.items():
        zone = Unit.objects.filter(kind=UnitKind.ZONE, short_name=name).first()
        if zone is None or Boundary.objects.filter(pk=zone.pk).exists():
            continue
        communities = Boundary.objects.filter(kind=UnitKind.COMMUNITY, unit__parent__short_name__in=streets)
        ids = list(communities.order_by("unit_id").values_list("pk", flat=True)[::2])
        area = Boundary.objects.filter(pk__in=ids).aggregate(whole=Union("area"))["whole"]
        if area is None:
            continue
        whole = area if area.geom_type == "MultiPolygon" else MultiPolygon(area, srid=4326)
        source = "演示数据：示意边界，非法定边界"
        Boundary.objects.create(unit=zone, kind=UnitKind.ZONE, area=whole, schematic=True, source=source)


def sources(district: District, random: Random) -> Iterator[Risk]:
    kinds = rules.REQUIRED_KINDS.all[-1].value
    objects = Asset.objects.exclude(status=Status.RETIRED).filter(subdistrict__isnull=False).order_by("pk")
    groups = (
        (objects.filter(enterprise__isnull=False), OF_SITES),
        (objects.filter(kind__in=kinds, enterprise=None), OF_ASSETS),
        (objects.filter(kind__in=LINES, enterprise=None), OF_LINES),
    )
    for wanted, count in groups:
        ids = list(wanted.values_list("pk", flat=True))
        chosen = random.sample(ids, min(count, len(ids)))
        for asset in objects.filter(pk__in=chosen).defer("words", "attributes"):
            yield _of_asset(asset, district, random)
    areas = dict(
        Boundary.objects.filter(kind__in=(UnitKind.SUBDISTRICT, UnitKind.ZONE)).values_list("pk", "area")
    )
    communities = list(
        Boundary.objects.filter(kind=UnitKind.COMMUNITY).order_by("pk").values_list("pk", "area")
    )
    areas.update(random.sample(communities, min(OF_COMMUNITIES, len(communities))))
    for pk, area in areas.items():
        yield _of_area(district.units[pk], area, district, random)
    streets = [each for each in areas if district.units[each].kind == UnitKind.SUBDISTRICT]
    for _ in range(OF_EVENTS if streets else 0):
        yield _of_event(district.units[random.choice(streets)], areas, random)


def _of_asset(asset: Asset, district: District, random: Random) -> Risk:
    units = district.units
    enterprise = units.get(asset.enterprise_id or 0)
    street = units[asset.subdistrict_id]  # type: ignore[index]
    registered = getattr(enterprise, "enterprise", None)
    spot = asset.geometry.point_on_surface if asset.geometry else None
    zone = next((pk for pk, area in district.zones if spot and area.contains(spot)), None)
    return Risk(
        title=f"{asset.name}{random.choice(ACCIDENTS)}风险"[:200],
        subject=Subject.ASSET,
        industry=rules.industry_of(registered.industry)
        if registered
        else random.choice(rules.KEY_INDUSTRIES),
        asset=asset,
        enterprise=enterprise,
        owner_unit=enterprise or units[asset.unit_id],
        issuer_unit=street,
        geometry=asset.geometry,
        subdistrict=street,
        community=units.get(asset.community_id or 0),
        grid=units.get(asset.grid_id or 0),
        zone=units.get(zone or 0),
        address=asset.address,
    )


def _of_area(unit: Unit, area: Any, district: District, random: Random) -> Risk:
    line = {district.units[each].kind: district.units[each] for each in unit.line if each in district.units}
    return Risk(
        title=f"{unit}区域整体安全风险",
        subject=Subject.AREA,
        industry="其他",
        area=unit,
        owner_unit=area_owner(unit) or unit,
        issuer_unit=line.get(UnitKind.SUBDISTRICT) or district.units[district.office.unit_id],  # type: ignore[index]
        geometry=area,
        subdistrict=line.get(UnitKind.SUBDISTRICT),
        community=line.get(UnitKind.COMMUNITY),
        zone=line.get(UnitKind.ZONE),
    )


def _of_event(street: Unit, areas: dict[int, Any], random: Random) -> Risk:
    return Risk(
        title=f"{street}{random.choice(EVENTS)}活动拥挤踩踏风险",
        subject=Subject.EVENT,
        industry="文化旅游",
        owner_unit=street,
        issuer_unit=street,
        geometry=areas[street.pk].point_on_surface,
        subdistrict=street,
    )
