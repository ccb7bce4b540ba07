"""Building collapse (建筑坍塌)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="建筑坍塌",
    en="Building collapse",
    needs=(
        Need("rescue", 2),
        Need("fire", 2, 5),
        Need("medical", 2),
        Need("expert", 1),
    ),
    basis="产品默认，未核对",
    order=30,
    kinds=("collapse",),
)
