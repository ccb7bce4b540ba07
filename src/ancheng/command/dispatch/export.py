"""Crews, turnouts, rescues and closures as tables, just as their lists show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import named

CREWS = TableSpec(
    columns=(
        Column("call_sign", "呼号", "Call sign"),
        Column("name", "名称", "Name"),
        Column("team", "所属队伍", "Team"),
        Column("abilities", "能力", "Abilities"),
        Column("status", "状态", "Status"),
        Column("phone", "电话", "Phone"),
        Column("address", "驻地", "Kept at"),
    ),
    title_zh="出动单元",
    title_en="Crews",
)
TURNOUTS = TableSpec(
    columns=(
        Column("mission", "调派单", "Order"),
        Column("text", "事由", "Reason"),
        Column("crew", "出动单元", "Crew"),
        Column("state", "状态", "State"),
        Column("ordered_at", "派单时间", "Ordered", Cell.MOMENT),
        Column("set_out_at", "出发时间", "Set out", Cell.MOMENT),
        Column("arrived_at", "到场时间", "Arrived", Cell.MOMENT),
        Column("eta_s", "预计路程用时（秒）", "Estimate (s)", Cell.INTEGER),
        Column("drive_s", "实际路程用时（秒）", "Took (s)", Cell.INTEGER),
    ),
    title_zh="出动记录",
    title_en="Turnouts",
)
RESCUES = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("elevator", "电梯", "Elevator"),
        Column("rescue_code", "应急救援识别码", "Rescue code"),
        Column("maintainer", "维保单位", "Maintainer"),
        Column("called_at", "接警时间", "Called", Cell.MOMENT),
        Column("arrived_at", "到场时间", "Arrived", Cell.MOMENT),
        Column("rescued_at", "救出时间", "Rescued", Cell.MOMENT),
        Column("trapped", "被困人数", "Trapped", Cell.INTEGER),
        Column("fault", "故障原因", "Fault"),
        Column("state", "状态", "State"),
    ),
    title_zh="电梯困人救援",
    title_en="Elevator rescues",
)


def crews(rows: Any) -> Iterator[dict[str, Any]]:
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            "call_sign": each.call_sign, "name": each.name, "team": str(each.team), "phone": each.phone,
            "abilities": "、".join(named(label) for label in each.labels), "address": each.address,
            "status": str(each.get_status_display()),
        }  # fmt: skip


def turnouts(rows: Any) -> Iterator[dict[str, Any]]:
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        drive = each.arrived_at - each.set_out_at if each.arrived_at and each.set_out_at else None
        yield {
            "mission": each.mission.number, "text": each.mission.text, "crew": str(each.crew),
            "state": each.state_label, "ordered_at": each.ordered_at, "set_out_at": each.set_out_at,
            "arrived_at": each.arrived_at, "eta_s": None if each.eta_s is None else round(each.eta_s),
            "drive_s": round(drive.total_seconds()) if drive else None,
        }  # fmt: skip


def rescues(rows: Any) -> Iterator[dict[str, Any]]:
    plain = (
        "number",
        "elevator",
        "rescue_code",
        "maintainer",
        "called_at",
        "arrived_at",
        "rescued_at",
        "trapped",
    )
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in plain},
            "fault": str(each.get_fault_display()),
            "state": each.state_label,
        }
