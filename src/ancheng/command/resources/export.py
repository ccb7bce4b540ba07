"""Teams, stock and call orders as tables, just as their lists show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

TEAMS = TableSpec(
    columns=(
        Column("name", "名称", "Name"),
        Column("kind", "类别", "Kind"),
        Column("unit", "所属单位", "Unit"),
        Column("speciality", "专业方向", "Speciality"),
        Column("strength", "人数", "Strength", Cell.INTEGER),
        Column("on_duty", "值守人数", "On duty", Cell.INTEGER),
        Column("leader", "负责人", "Leader"),
        Column("phone", "24小时值守电话", "Duty phone"),
        Column("readiness", "状态", "Readiness"),
        Column("trained_on", "最近训练", "Last trained", Cell.DATE),
        Column("address", "地址", "Address"),
    ),
    title_zh="应急队伍",
    title_en="Teams",
)
STOCK = TableSpec(
    columns=(
        Column("warehouse", "物资库", "Store"),
        Column("unit", "管理单位", "Kept by"),
        Column("holding", "储备主体", "Held by"),
        Column("spread", "储备方式", "Spread"),
        Column("code", "编码", "Code"),
        Column("item", "物资", "Item"),
        Column("lot", "批号", "Lot"),
        Column("quantity", "现存数量", "In stock", Cell.INTEGER),
        Column("measure", "计量单位", "Measure"),
        Column("expires_on", "有效期至", "Expires", Cell.DATE),
        Column("shelf_place", "货位", "Shelf"),
    ),
    title_zh="应急物资",
    title_en="Supplies",
)
ORDERS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("purpose", "用途", "Purpose"),
        Column("requester", "申请单位", "Asked by"),
        Column("warehouse", "物资库", "Store"),
        Column("state", "状态", "State"),
        Column("state_since", "状态时间", "Since", Cell.MOMENT),
        Column("address", "送达地点", "To"),
    ),
    title_zh="物资调用单",
    title_en="Call orders",
)


def teams(rows: Any) -> Iterator[dict[str, Any]]:
    plain = ("name", "speciality", "strength", "on_duty", "leader", "phone", "trained_on", "address")
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in plain},
            "kind": str(each.get_kind_display()),
            "unit": str(each.unit),
            "readiness": str(each.get_readiness_display()),
        }


def stock(rows: Any) -> Iterator[dict[str, Any]]:
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            "warehouse": each.warehouse.name,
            "unit": str(each.warehouse.unit),
            "holding": str(each.warehouse.get_holding_display()),
            "spread": str(each.warehouse.get_spread_display()),
            "code": each.item.code,
            "item": each.item.name,
            "lot": each.lot,
            "quantity": each.quantity,
            "measure": each.item.measure,
            "expires_on": each.expires_on,
            "shelf_place": each.shelf_place,
        }


def orders(rows: Any) -> Iterator[dict[str, Any]]:
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            "number": each.number,
            "purpose": each.purpose,
            "requester": str(each.requester_unit),
            "warehouse": str(each.warehouse),
            "state": each.state_label,
            "state_since": each.state_since,
            "address": each.address,
        }
