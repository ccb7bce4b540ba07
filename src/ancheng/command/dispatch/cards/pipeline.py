"""Broken pipe or road collapse (管线破坏与路面塌陷)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="管线破坏与路面塌陷",
    en="Broken pipe or road collapse",
    needs=(
        Need("rescue", 1),
        Need("traffic", 1),
        Need("power", 1),
    ),
    basis="产品默认，未核对",
    order=41,
    kinds=("pipe", "geology"),
)
