"""A notice that a supply is interrupted 停供公告."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="停水停电停气公告",
    en="Outage",
    order=5,
    public=True,
    title="{place}临时停供公告",
    text=(
        "因{place}发生{kind}，{now}起临时停止供应。\n"
        "停供范围：（请补充）\n预计恢复时间：（请补充）\n"
        "给您带来不便，敬请谅解。"
    ),
)
