"""Crowd (人员聚集与踩踏)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="人员聚集与踩踏",
    en="Crowd",
    needs=(
        Need("medical", 2),
        Need("rescue", 1),
        Need("volunteer", 1),
    ),
    basis="产品默认，未核对",
    order=42,
    kinds=("crowd", "public_order"),
)
