"""Snow and frost (雪天和低温)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="雪天和低温",
    en="Snow and frost",
    needs=(
        Need("traffic", 2),
        Need("rescue", 1),
    ),
    basis="产品默认，未核对",
    order=44,
    kinds=("snow",),
)
