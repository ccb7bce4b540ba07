"""Fire water crane (消防水鹤)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, day, number, yesno
from ancheng.supervision.assets.kinds._shared import INTACT, INTACT_SIGNS

KIND = Kind(
    zh="消防水鹤",
    en="Fire water crane",
    group=Group.FIRE,
    geometry=POINT,
    prefix="XSH",
    department="朝阳消防救援支队",
    about_zh="为消防车快速加水的水鹤；与市政消火栓一并计算完好率。",
    attributes=(
        yesno("municipal", "属市政设施", "Municipal"),
        INTACT,
        day("inspected_on", "最近检查日期", "Last inspected"),
        number("flow_l_s", "出水流量", "Flow", "L/s", maximum=200),
        yesno("heated", "有防冻措施", "Protected against frost"),
    ),
    signs=INTACT_SIGNS,
)
