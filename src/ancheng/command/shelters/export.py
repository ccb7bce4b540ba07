"""Shelters and the service of communities as tables, just as the lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ancheng.command.shelters import rules
from ancheng.command.shelters.queries import CommunityServed
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import named

SHELTERS = TableSpec(
    columns=(
        Column("code", "编号", "Code"),
        Column("name", "名称", "Name"),
        Column("unit", "责任单位", "Unit"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("usable_area_m2", "有效避难面积", "Usable area", Cell.DECIMAL),
        Column("capacity", "可容纳人数（临时）", "Room (temporary)", Cell.INTEGER),
        Column("zones", "已有功能区", "Zones present", Cell.INTEGER),
        Column("absent", "缺少的功能区", "Zones absent"),
        Column("phone", "值守电话", "Phone"),
        Column("address", "地址", "Address"),
    ),
    title_zh="避难场所",
    title_en="Shelters",
)
SERVICE = TableSpec(
    columns=(
        Column("community", "社区、村", "Community"),
        Column("people", "常住人口", "People", Cell.INTEGER),
        Column("shelter", "最近的避难场所", "Nearest shelter"),
        Column("distance_m", "直线距离（米）", "Straight line (m)", Cell.DECIMAL),
        Column("covered", "服务半径内", "Served"),
    ),
    title_zh="避难场所服务覆盖",
    title_en="Service of shelters",
)


def shelters(rows: Any, on: date) -> Iterator[dict[str, Any]]:
    labels = dict(rules.ZONES.in_force(on).value)
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        functions = each.functions(on)
        yield {
            "code": each.code,
            "name": each.name,
            "unit": str(each.unit),
            "subdistrict": str(each.subdistrict or ""),
            "usable_area_m2": each.usable_area_m2,
            "capacity": each.room(rules.Stay.TEMPORARY, on),
            "zones": len(functions.present),
            "absent": "、".join(named(labels[key]) for key in functions.absent),
            "phone": each.phone,
            "address": each.address,
        }


def service(rows: Iterable[CommunityServed]) -> Iterator[dict[str, Any]]:
    for each in rows:
        distance = each.served.distance
        yield {
            "community": str(each.unit),
            "people": each.people,
            "shelter": str(each.shelter or ""),
            "distance_m": None if distance is None else round(distance, 1),
            "covered": "是" if each.served.covered else "否",
        }
