"""A notice that it is over 险情解除公告."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="险情解除公告",
    en="All clear",
    order=6,
    public=True,
    title="{place}险情解除公告",
    text=(
        "{happened}发生在{place}的{kind}已处置完毕，险情解除。\n"
        "相关管制措施自{now}起解除，感谢广大市民理解与配合。"
    ),
)
