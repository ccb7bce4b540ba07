"""Earthquake (地震)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="地震",
    en="Earthquake",
    needs=(
        Need("rescue", 3),
        Need("fire", 2),
        Need("medical", 2),
    ),
    basis="产品默认，未核对",
    order=46,
    kinds=("quake",),
)
