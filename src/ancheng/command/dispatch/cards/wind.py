"""Strong wind (大风)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="大风",
    en="Strong wind",
    needs=(
        Need("rescue", 1),
        Need("traffic", 1),
        Need("power", 1),
    ),
    basis="产品默认，未核对",
    order=45,
    kinds=("wind",),
)
