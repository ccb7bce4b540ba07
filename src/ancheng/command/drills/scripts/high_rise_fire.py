"""A fire in a high building; the times are product defaults that nobody checked against a clause."""

from ancheng.base.words import msgid
from ancheng.command.drills.script import Gives, Script, Step

SCRIPT = Script(
    label=msgid("高层建筑火灾推演"),
    matter="fire",
    about=msgid("高层住宅起火，微型消防站先期处置，人员疏散，多部门联动。"),
    steps=(
        Step(0, Gives.MESSAGE, msgid("消防控制室报告：12层烟感报警"), "", msgid("通知微型消防站到场核实"), 3),
        Step(3, Gives.WARNING, msgid("火灾预警"), msgid("现场核实为明火，烟气向上蔓延。"), msgid("报告119，启动预案"), 5,
             {"kind": "fire", "level": 3}),
        Step(8, Gives.MESSAGE, msgid("13至15层有居民被困"), "", msgid("组织疏散并清点人数"), 10),
        Step(15, Gives.MESSAGE, msgid("消防车通道被占用"), "", msgid("协调交管清障"), 5),
        Step(20, Gives.MESSAGE, msgid("室内消火栓压力不足"), "", msgid("调派供水车，核对邻近消火栓"), 10),
        Step(30, Gives.MESSAGE, msgid("网上出现不实信息"), "", msgid("按授权口径发布情况，回应关切"), 15),
        Step(45, Gives.MESSAGE, msgid("火已扑灭，无人员伤亡"), "", msgid("安置居民，报送终报"), 20),
    ),
)  # fmt: skip
