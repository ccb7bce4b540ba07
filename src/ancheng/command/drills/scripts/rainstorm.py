"""A rainstorm with a flooded underpass; the times are product defaults that nobody checked against a clause."""

from ancheng.base.words import msgid
from ancheng.command.drills.script import Gives, Script, Step

SCRIPT = Script(
    label=msgid("暴雨内涝防汛推演"),
    matter="flood",
    about=msgid("短时强降雨，下凹式立交积水，车辆被困，人员转移和避难场所启用。"),
    steps=(
        Step(0, Gives.MESSAGE, msgid("收到气象部门暴雨预警信号（演练）"), msgid("预计未来3小时降雨量超过50毫米。"),
             msgid("值守力量到岗，通知各街乡"), 10),
        Step(5, Gives.READINGS, msgid("下凹桥区积水深度快速上升"), msgid("模拟数据注入。"),
             msgid("值班员确认报警，通知排水和交管部门封控"), 5, {"kind": "underpass_depth", "value": 0.45}),
        Step(12, Gives.MESSAGE, msgid("两辆车被困，车内有3人"), "", msgid("调派抢险和救援队伍"), 5),
        Step(20, Gives.WARNING, msgid("积水内涝预警"), msgid("多处道路积水，交通中断。"), msgid("提高响应级别，启动防汛预案"), 10,
             {"kind": "waterlogging", "level": 3}),
        Step(30, Gives.MESSAGE, msgid("低洼院落需转移40户居民"), "", msgid("启用避难场所，登记转移人员"), 20),
        Step(50, Gives.MESSAGE, msgid("排水泵站停电"), "", msgid("调用移动泵车和发电机"), 15),
        Step(70, Gives.MESSAGE, msgid("降雨减弱，积水消退"), "", msgid("降低响应级别，报送续报"), 15),
    ),
)  # fmt: skip
