"""Gas leak (燃气泄漏)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="燃气泄漏",
    en="Gas leak",
    needs=(
        Need("gas", 1),
        Need("fire", 1, 5),
        Need("traffic", 1),
    ),
    basis="产品默认，未核对",
    order=21,
    kinds=("gas",),
)
