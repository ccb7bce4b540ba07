"""Fire (火灾)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="火灾",
    en="Fire",
    needs=(
        Need("fire", 3, 5),
        Need("micro", 1, 3),
        Need("medical", 1),
        Need("power", 1),
    ),
    basis="5分钟到场：建标152-2017；3分钟到场：公消〔2015〕301号；数量：产品默认，未核对",
    order=10,
    kinds=("fire",),
)
