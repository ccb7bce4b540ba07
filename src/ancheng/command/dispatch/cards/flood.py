"""Urban flooding (城市内涝)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="城市内涝",
    en="Urban flooding",
    needs=(
        Need("flood", 2),
        Need("traffic", 1),
        Need("rescue", 1),
    ),
    basis="产品默认，未核对",
    order=31,
    kinds=("flood",),
)
