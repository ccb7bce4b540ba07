"""A notice to leave 转移避险公告."""

from ancheng.command.information.declare import NoticeKind

KIND = NoticeKind(
    zh="转移避险公告",
    en="Evacuation",
    order=4,
    public=True,
    title="{place}周边人员转移避险公告",
    text=(
        "因{place}发生{kind}，请周边{radius}米范围内人员按现场工作人员引导有序转移。\n"
        "避难场所：（请补充）\n"
        "离开前关闭燃气、电源，照顾好老人和儿童，不要返回取物。"
    ),
)
