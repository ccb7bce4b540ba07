"""Reading an object's form; which fields there are follows from its kind."""

from __future__ import annotations

import json
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.http import QueryDict
from django.utils.dateparse import parse_date
from shapely.errors import ShapelyError
from shapely.geometry import shape

from ancheng.base.errors import Refusal
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.registry import kind as kind_called
from ancheng.supervision.assets.values import Answerable, Stated


def stated(kind: str, given: QueryDict, *, known: Asset | None = None) -> Stated:
    """The facts that the form states; what cannot be read is refused with its label.

    What the form does not ask for stays as it is known.
    """
    declared = kind_called(kind)
    return Stated(
        kind=kind,
        name=given.get("name", ""),
        code=given.get("code", ""),
        unit_id=_unit(given.get("unit", ""), "责任单位"),
        department_id=_unit(given.get("department", ""), "监管部门"),
        status=given.get("status", "in_use"),
        attributes={each.key: given.get(f"a.{each.key}", "") for each in declared.attributes},
        geometry=_geometry(given.get("geometry", "")),
        address=given.get("address", ""),
        built_on=_day(given.get("built_on", "")),
        remarks=given.get("remarks", ""),
        enterprise_id=known.enterprise_id if known else None,
        source_crs=known.source_crs if known else "wgs84",
        outside_accepted=given.get("outside_accepted") == "on",
        people=tuple(
            Answerable(level, given.get(f"person-{level}", ""), given.get(f"phone-{level}", ""))
            for level in (1, 2, 3, 4)
        ),
    )


def _unit(name: str, label: str) -> int | None:
    if not name.strip():
        return None
    found = by_name([name.strip()]).get(name.strip()) or Unit.objects.filter(name=name.strip()).first()
    if found is None:
        raise Refusal(f"“{label}”中的“{name}”不是已知单位，请填写规范名称、简称或已登记的别名。")
    return found.pk


def _geometry(text: str) -> GEOSGeometry | None:
    if not text.strip():
        return None
    try:
        # Only type and coordinates are read: a spatial reference in the text never reaches GDAL.
        found = shape(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, ShapelyError) as fault:
        raise Refusal("位置无法识别，请在地图上重新标绘。") from fault
    return GEOSGeometry(memoryview(found.wkb), srid=4326)


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text.strip() else None
    except ValueError as fault:
        raise Refusal("“建成日期”应为 2020-12-31 的形式。") from fault
