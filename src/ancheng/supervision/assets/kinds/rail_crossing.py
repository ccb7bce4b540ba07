"""Railway level crossing (铁路道口)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, day, yesno
from ancheng.supervision.assets.kinds._shared import CROSSING_FACILITIES

KIND = Kind(
    zh="铁路道口",
    en="Rail crossing",
    group=Group.TRANSPORT,
    geometry=POINT,
    prefix="DK",
    department="区交通委",
    about_zh="人员密集区域的平交道口应当消除。",
    attributes=(
        yesno("level_crossing", "平交道口", "Level crossing"),
        yesno("in_crowded_area", "位于人员密集区域", "In a crowded area"),
        yesno("manned", "有人看守", "Manned"),
        *CROSSING_FACILITIES,
        day("eliminated_on", "消除日期", "Eliminated on"),
    ),
    signs=(attention("facilities_complete", False), attention("in_crowded_area", True)),
)
