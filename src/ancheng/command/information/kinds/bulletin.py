"""A bulletin 事件快报 for those inside."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="事件快报",
    en="Incident bulletin",
    order=1,
    public=False,
    title="{title}情况快报",
    text=(
        "{happened}，{place}发生{kind}。"
        "截至{now}，死亡（含失踪）{deaths}人，受伤{injured}人；应急响应：{level}。\n"
        "处置情况：（请补充）\n"
        "下一步：（请补充）"
    ),
)
