"""A gas leak beside a crowded place; the times are product defaults that nobody checked against a clause."""

from ancheng.base.words import msgid
from ancheng.command.drills.script import Gives, Script, Step

SCRIPT = Script(
    label=msgid("燃气泄漏处置推演"),
    matter="gas",
    about=msgid("阀门井甲烷浓度升高，接到群众报告，疏散、关阀、信息报告，直至险情排除。"),
    steps=(
        Step(0, Gives.READINGS, msgid("阀门井甲烷浓度持续升高"), msgid("模拟数据注入，演练报警将出现在监测预警中。"),
             msgid("值班员确认报警并核实"), 5, {"kind": "gas_methane", "value": 32.0}),
        Step(4, Gives.INCIDENT, msgid("群众来电：街口闻到浓烈燃气味"), msgid("来电人称附近有商场，人员较多。"),
             msgid("登记情况，通知燃气企业和街道"), 5, {"kind": "gas"}),
        Step(8, Gives.WARNING, msgid("燃气泄漏预警"), msgid("现场检测确认泄漏，浓度接近爆炸下限。"),
             msgid("启动预案，确定响应级别"), 10, {"kind": "gas_leak", "level": 3}),
        Step(15, Gives.MESSAGE, msgid("现场报告：需疏散周边约300人"), "", msgid("下达疏散指令，开设警戒区，启用避难场所"), 10),
        Step(20, Gives.MESSAGE, msgid("市级要求报送信息"), msgid("请说明时间、地点、影响和已采取的措施。"), msgid("形成并报送信息"), 15),
        Step(30, Gives.MESSAGE, msgid("记者询问现场情况"), "", msgid("按授权口径答复，不擅自发布"), 10),
        Step(40, Gives.MESSAGE, msgid("阀门已关闭，浓度恢复正常"), "", msgid("宣布终止响应，组织恢复供气前检查"), 15),
    ),
)  # fmt: skip
