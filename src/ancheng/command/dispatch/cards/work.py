"""Accident at work (生产安全事故)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="生产安全事故",
    en="Accident at work",
    needs=(
        Need("rescue", 1),
        Need("medical", 1),
    ),
    basis="产品默认，未核对",
    order=51,
    kinds=("work",),
)
