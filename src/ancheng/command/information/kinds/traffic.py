"""A notice that roads are closed 交通管制公告."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="交通管制公告",
    en="Road closure",
    order=3,
    public=True,
    title="{place}周边临时交通管制公告",
    text=(
        "因{place}发生{kind}，{now}起对周边道路采取临时交通管制措施。\n"
        "管制范围：（请补充）\n预计时间：（请补充）\n"
        "请途经车辆和行人提前绕行，服从现场人员指挥。"
    ),
)
