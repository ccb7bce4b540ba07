"""Underground power line segment (电力管线)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, number
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="电力管线",
    en="Power line",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="DLG",
    department="区城管委",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        number("voltage_kv", "电压等级", "Voltage", "kV", maximum=1000),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
