"""Hazardous release (危化品泄漏)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="危化品泄漏",
    en="Hazardous release",
    needs=(
        Need("hazmat", 2),
        Need("fire", 2, 5),
        Need("medical", 1),
        Need("expert", 1),
    ),
    basis="产品默认，未核对",
    order=20,
    kinds=("chemical",),
)
