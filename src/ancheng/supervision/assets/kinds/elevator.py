"""Elevator (电梯)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, text, whole, yesno
from ancheng.supervision.assets.kinds._shared import SPECIAL_EQUIPMENT, SPECIAL_EQUIPMENT_SIGNS

KIND = Kind(
    zh="电梯",
    en="Elevator",
    group=Group.EQUIPMENT,
    geometry=POINT,
    prefix="DT",
    department="区市场监管局",
    about_zh="按应急救援识别码一梯一档；“三无”电梯单独建档。",
    attributes=(
        text("rescue_code", "应急救援识别码", "Rescue code"),
        *SPECIAL_EQUIPMENT,
        choice(
            "form",
            "品种",
            "Form",
            ("traction", "曳引驱动乘客电梯", "Traction passenger"),
            ("goods", "载货电梯", "Goods"),
            ("escalator", "自动扶梯", "Escalator"),
            ("walkway", "自动人行道", "Moving walkway"),
            ("hydraulic", "液压电梯", "Hydraulic"),
        ),
        day("in_use_since", "投入使用日期", "In use since"),
        yesno(
            "orphan",
            "“三无”电梯",
            "Without owner, upkeep or funds",
            help_zh="无物业管理、无维保单位、无维修资金",
        ),
        text("maintainer", "维保单位", "Maintainer"),
        whole("stops", "层站数", "Stops", "站", maximum=200),
    ),
    signs=(*SPECIAL_EQUIPMENT_SIGNS, attention("orphan", True)),
)
