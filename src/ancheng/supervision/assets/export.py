"""The register as a table or as map features, just as the list shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.assets.filters import Filter
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.paging import ordered
from ancheng.supervision.assets.queries import narrowed
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import shown

COMMON = (
    Column("code", "编号", "Code"),
    Column("name", "名称", "Name"),
    Column("kind", "类别", "Kind"),
    Column("unit", "责任单位", "Unit"),
    Column("subdistrict", "街道、地区", "Subdistrict"),
    Column("community", "社区、村", "Community"),
    Column("status", "状态", "Status"),
    Column("condition", "情况", "Condition"),
    Column("address", "地址", "Address"),
    Column("longitude", "经度", "Longitude", Cell.DECIMAL),
    Column("latitude", "纬度", "Latitude", Cell.DECIMAL),
    Column("updated_at", "更新时间", "Updated", Cell.MOMENT),
)


def spec(asked: Filter) -> TableSpec:
    """The columns: the common ones, and the attributes where one kind is asked for."""
    extra: tuple[Column, ...] = ()
    if len(asked.kinds) == 1:
        declared = KINDS[asked.kinds[0]].attributes
        extra = tuple(Column(f"a.{each.key}", each.zh, each.en, unit=each.unit) for each in declared)
    return TableSpec(columns=(*COMMON, *extra), title_zh="对象", title_en="Assets")


def rows(asker: Asker, asked: Filter, at: datetime, *, english: bool) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    found = _found(asker, asked, at).defer("words", "seen_by")
    for asset in found.iterator(chunk_size=2000):
        point = asset.geometry.centroid if asset.geometry else None
        yield {
            **_facts(asset, asked, english=english),
            "longitude": round(point.x, 6) if point else None,
            "latitude": round(point.y, 6) if point else None,
            "updated_at": asset.updated_at,
        }


def features(asker: Asker, asked: Filter, at: datetime, *, english: bool) -> Iterator[bytes]:
    """Every row of the filtered list as GeoJSON (RFC 7946), in its order; one without a place has none."""
    found = _found(asker, asked, at).defer("words", "seen_by", "geometry")
    placed = found.annotate(shape=AsGeoJSON("geometry", precision=6))
    yield b'{"type":"FeatureCollection","features":['
    for number, asset in enumerate(placed.iterator(chunk_size=2000)):
        facts = _facts(asset, asked, english=english) | {"updated_at": asset.updated_at.isoformat()}
        told = json.dumps(
            {key: value for key, value in facts.items() if value is not None}, ensure_ascii=False
        )
        line = f'{{"type":"Feature","id":{asset.pk},"geometry":{asset.shape or "null"},"properties":{told}}}'
        yield (",\n" if number else "\n").encode() + line.encode()
    yield b"\n]}\n"


def _found(asker: Asker, asked: Filter, at: datetime) -> QuerySet[Asset]:
    found = ordered(narrowed(asker, asked, at), asked.sort)
    return found.select_related("unit", "subdistrict", "community")


def _facts(asset: Asset, asked: Filter, *, english: bool) -> dict[str, object]:
    """What all forms of the export say about an object."""
    kind = KINDS[asset.kind]
    row: dict[str, object] = {
        "code": asset.code,
        "name": asset.name,
        "kind": kind.en if english else kind.zh,
        "unit": str(asset.unit),
        "subdistrict": str(asset.subdistrict or ""),
        "community": str(asset.community or ""),
        "status": str(asset.get_status_display()),
        "condition": str(asset.standing_label),
        "address": asset.address,
    }
    if len(asked.kinds) == 1:
        for each in kind.attributes:
            value = asset.attributes.get(each.key)
            row[f"a.{each.key}"] = None if value is None else shown(each, value, english=english)
    return row
