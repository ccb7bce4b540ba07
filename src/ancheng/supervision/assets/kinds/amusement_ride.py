"""Large amusement ride (大型游乐设施)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, whole
from ancheng.supervision.assets.kinds._shared import SPECIAL_EQUIPMENT, SPECIAL_EQUIPMENT_SIGNS

KIND = Kind(
    zh="大型游乐设施",
    en="Amusement ride",
    group=Group.EQUIPMENT,
    geometry=POINT,
    prefix="YL",
    department="区市场监管局",
    about_zh="特种设备目录内的大型游乐设施。",
    attributes=(
        *SPECIAL_EQUIPMENT,
        choice("grade", "级别", "Grade", ("A", "A 级", "A"), ("B", "B 级", "B"), ("C", "C 级", "C")),
        whole("riders", "额定乘客数", "Riders", "人", maximum=1000),
    ),
    signs=SPECIAL_EQUIPMENT_SIGNS,
)
