"""Crane (起重机械)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, number
from ancheng.supervision.assets.kinds._shared import SPECIAL_EQUIPMENT, SPECIAL_EQUIPMENT_SIGNS

KIND = Kind(
    zh="起重机械",
    en="Crane",
    group=Group.EQUIPMENT,
    geometry=POINT,
    prefix="QZ",
    department="区市场监管局",
    about_zh="特种设备目录内的起重机械。",
    attributes=(
        *SPECIAL_EQUIPMENT,
        choice(
            "form",
            "品种",
            "Form",
            ("tower", "塔式", "Tower"),
            ("bridge", "桥式", "Bridge"),
            ("gantry", "门式", "Gantry"),
            ("mobile", "流动式", "Mobile"),
            ("hoist", "升降机", "Hoist"),
            ("other", "其他", "Other"),
        ),
        number("rated_load_t", "额定起重量", "Rated load", "t", maximum=5000),
    ),
    signs=SPECIAL_EQUIPMENT_SIGNS,
)
