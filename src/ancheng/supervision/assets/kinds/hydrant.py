"""Municipal fire hydrant (市政消火栓)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, choice, day, number, text, whole, yesno
from ancheng.supervision.assets.kinds._shared import INTACT, INTACT_SIGNS

KIND = Kind(
    zh="市政消火栓",
    en="Fire hydrant",
    group=Group.FIRE,
    geometry=POINT,
    prefix="XHS",
    department="朝阳消防救援支队",
    about_zh="道路上供消防车取水的消火栓；完好率见实施方案二(二)7。",
    attributes=(
        yesno("municipal", "属市政消火栓", "Municipal"),
        INTACT,
        day("inspected_on", "最近检查日期", "Last inspected"),
        choice(
            "form", "型式", "Form", ("above", "地上式", "Above ground"), ("below", "地下式", "Below ground")
        ),
        number("pressure_mpa", "静水压力", "Static pressure", "MPa", maximum=2.5),
        whole("diameter_mm", "接口管径", "Outlet diameter", "mm", minimum=25, maximum=500),
        text("road", "所在道路", "Road"),
    ),
    signs=INTACT_SIGNS,
)
