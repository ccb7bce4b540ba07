"""What the plans of the demonstration say, by matter and tier."""

from __future__ import annotations

from ancheng.command.contingency.models import Matter, Tier
from ancheng.command.contingency.rules import Action, Contact, Content, Grade, Means, Post

DEMO = "（演示数据）"
# Matter: what is done first on the spot, with what.
FIRST = {
    Matter.FIRE: ("切断电源燃气，组织初起火灾扑救", "干粉灭火器"),
    Matter.CHEMICAL: ("划定警戒区，上风向疏散，堵漏稀释", "轻型防化服"),
    Matter.GAS: ("关闭阀门，严禁火源，疏散楼内人员", "可燃气体检测仪"),
    Matter.FLOOD: ("封闭下凹桥区，抽排积水，转移低洼院落居民", "移动泵车"),
    Matter.SNOW: ("铲冰除雪，撒布融雪剂，保障坡道桥面通行", "融雪剂"),
    Matter.QUAKE: ("引导居民到避难场所，搜救被困人员", "帐篷"),
    Matter.COLLAPSE: ("封控现场，搜救被困人员，监测次生坍塌", "破拆工具"),
    Matter.CROWD: ("单向分流，停止放行，开放应急出口", "隔离护栏"),
    Matter.ELEVATOR: ("安抚被困人员，联系维保单位，三十分钟内到场", "应急钥匙"),
    Matter.OUTAGE: ("核实范围，保障医院学校等重点用户，公布恢复时间", "发电机组"),
    Matter.HEALTH: ("隔离观察，流行病学调查，消毒", "医用防护口罩"),
    Matter.GENERAL: ("核实情况，控制现场，疏散群众", "应急照明灯"),
}
LEADS = {
    Tier.GOVERNMENT: ("区应急指挥部", "区有关部门"),
    Tier.DEPARTMENT: ("部门应急领导小组", "业务科室"),
    Tier.SUBDISTRICT: ("街道应急指挥部", "街道科队站所"),
    Tier.ENTERPRISE: ("企业应急总指挥", "企业应急小组"),
    Tier.COMMUNITY: ("社区应急组长", "社区工作者和志愿者"),
}


def content_of(matter: Matter, tier: str, unit: str, *, whole: bool) -> Content:
    """A whole plan, or one still being written: without contacts."""
    lead, hands = LEADS[Tier(tier)]
    first, means = FIRST[matter]
    contacts = (
        Contact("联系人甲（演示）", lead, "010-80000001"),
        Contact("联系人乙（演示）", "现场处置组", "010-80000002"),
        Contact("联系人丙（演示）", "综合保障组", "010-80000003"),
    )
    return Content(
        scope=f"适用于{unit}范围内的{matter.label}突发事件的应对工作。{DEMO}",
        basis="《突发事件应对法》《生产安全事故应急条例》及上级预案。",
        grades=(
            Grade("特别重大", "超出市级应对能力，或上级认定"),
            Grade("重大", "跨区影响，或伤亡达到规定标准"),
            Grade("较大", "需区级统一指挥"),
            Grade("一般", "本单位能够处置"),
        ),
        posts=(
            Post(lead, unit, "统一指挥，启动和终止响应"),
            Post("现场处置组", hands, "先期处置，控制现场"),
            Post("疏散安置组", hands, "疏散引导，清点人数，安置"),
            Post("信息报告组", hands, "初报、续报、终报"),
            Post("综合保障组", hands, "物资、车辆、通信"),
        ),
        actions=(
            Action("信息报告组", "接报核实，向上级电话报告", 5, 4),
            Action(lead, "决定响应级别，启动预案，召集成员", 10, 4),
            Action("现场处置组", first, 15, 4),
            Action("疏散安置组", "确定疏散路线，开放避难场所，清点人数", 30, 3),
            Action("综合保障组", "调用应急物资和队伍到达集结点", 40, 3),
            Action("信息报告组", "书面续报，起草公众提示", 60, 2),
            Action(lead, "请求上级和邻近单位支援", 90, 2),
            Action(lead, "终止响应，组织评估", 1440, 4),
        ),
        means=(Means(means, 20, "本单位物资库"), Means("对讲机", 12, "本单位"), Means("应急车辆", 2, "本单位")),
        contacts=contacts if whole else (),
    )  # fmt: skip
