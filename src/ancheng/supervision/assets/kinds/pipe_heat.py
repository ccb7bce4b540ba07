"""Underground heating pipe segment (供热管段)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, number
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="供热管段",
    en="Heating pipe",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="GRG",
    department="区城管委",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        number("temperature_c", "设计供水温度", "Design temperature", "°C", maximum=200),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
