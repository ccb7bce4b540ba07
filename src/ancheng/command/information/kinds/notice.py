"""A notice of what happened 情况通报."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="情况通报",
    en="Statement",
    order=2,
    public=True,
    title="关于{title}的情况通报",
    text=(
        "{happened}，{place}发生{kind}。"
        "{district}已组织力量到场处置，死亡（含失踪）{deaths}人，受伤{injured}人。\n"
        "事件原因正在核实，后续情况将及时公布。请以官方发布为准，不信谣、不传谣。"
    ),
)
