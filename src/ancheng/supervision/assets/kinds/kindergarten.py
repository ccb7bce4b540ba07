"""Kindergarten (幼儿园)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, whole
from ancheng.supervision.assets.kinds._shared import CROSSING_FACILITIES

KIND = Kind(
    zh="幼儿园",
    en="Kindergarten",
    group=Group.CROWD,
    geometry=AREA,
    prefix="YEY",
    department="区教委",
    about_zh="周边交通安全设施齐全情况。",
    attributes=(
        choice(
            "ownership",
            "办园性质",
            "Ownership",
            ("public", "公办", "Public"),
            ("private", "民办", "Private"),
            ("inclusive", "普惠性民办", "Inclusive private"),
        ),
        whole("children", "在园幼儿数", "Children", "人", maximum=5000),
        *CROSSING_FACILITIES,
        day("drill_on", "最近应急避险演练日期", "Last emergency drill"),
    ),
    signs=(attention("facilities_complete", False),),
)
