"""Underground water pipe segment (供水管段)."""

from ancheng.supervision.assets.declare import STRETCH, Group, Kind, number
from ancheng.supervision.assets.kinds._shared import PIPE, PIPE_SIGNS

KIND = Kind(
    zh="供水管段",
    en="Water pipe",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="GSG",
    department="区水务局",
    about_zh="地下管线普查的管段；隐患按计划整改。",
    attributes=(
        number("pressure_mpa", "工作压力", "Working pressure", "MPa", maximum=2.5),
        *PIPE,
    ),
    signs=PIPE_SIGNS,
)
