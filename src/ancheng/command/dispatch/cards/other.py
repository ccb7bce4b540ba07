"""Other incident (其他突发事件)."""

from ancheng.command.dispatch.declare import Need, RunCard

RUN_CARD = RunCard(
    zh="其他突发事件",
    en="Other incident",
    needs=(Need("rescue", 1),),
    basis="产品默认，未核对",
    order=90,
    kinds=("animal",),
)
