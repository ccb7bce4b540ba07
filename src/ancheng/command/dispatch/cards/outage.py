"""Outage (停水停电停热)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="停水停电停热",
    en="Outage",
    needs=(
        Need("power", 2),
        Need("volunteer", 1),
    ),
    basis="产品默认，未核对",
    order=43,
    kinds=("outage",),
)
