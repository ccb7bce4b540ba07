"""Underground gas pipe segment (燃气管段)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, choice, yesno
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="燃气管段",
    en="Gas pipe",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="RQG",
    department="区城管委",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        choice(
            "pressure_level",
            "压力级制",
            "Pressure level",
            ("low", "低压", "Low"),
            ("medium", "中压", "Medium"),
            ("sub_high", "次高压", "Sub-high"),
            ("high", "高压", "High"),
        ),
        yesno("online_sensor", "已接入燃气预警平台", "Sensor online on the gas platform"),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
