"""Public health (公共卫生事件)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="公共卫生事件",
    en="Public health",
    needs=(
        Need("medical", 2),
        Need("expert", 1),
    ),
    basis="产品默认，未核对",
    order=50,
    kinds=("epidemic", "food"),
)
