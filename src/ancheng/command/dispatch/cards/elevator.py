"""Trapped in an elevator (电梯困人)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="电梯困人",
    en="Trapped in an elevator",
    needs=(Need("elevator", 1, 30),),
    basis="30分钟到场：TSG T5002-2017",
    order=60,
    kinds=("elevator",),
)
