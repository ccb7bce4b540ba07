"""Road accident (道路交通事故)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="道路交通事故",
    en="Road accident",
    needs=(
        Need("traffic", 1),
        Need("medical", 1),
        Need("fire", 1),
    ),
    basis="产品默认，未核对",
    order=40,
    kinds=("traffic",),
)
