"""High-rise building (高层建筑)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, number, whole, yesno

KIND = Kind(
    zh="高层建筑",
    en="High-rise building",
    group=Group.BUILDING,
    geometry=AREA,
    prefix="GC",
    department="朝阳消防救援支队",
    about_zh="含地下部分；公共建筑设消防安全经理人，住宅建筑设楼长。",
    attributes=(
        choice(
            "use",
            "使用性质",
            "Use",
            ("residential", "住宅", "Residential"),
            ("public", "公共建筑", "Public"),
            ("mixed", "商住混合", "Mixed"),
            required=True,
        ),
        number("height_m", "建筑高度", "Height", "m", maximum=800),
        whole("floors_above", "地上层数", "Floors above ground", "层", maximum=150),
        whole("floors_below", "地下层数", "Floors below ground", "层", maximum=20),
        yesno("fire_safety_manager", "已设消防安全经理人", "Fire-safety manager appointed"),
        yesno("building_head", "已设楼长", "Building head appointed"),
        yesno("warning_sign", "已设消防安全警示", "Warning signs present"),
        yesno("notice_board", "已设标识公告牌", "Notice board present"),
        day("checked_on", "最近核查日期", "Last checked"),
    ),
    signs=(
        attention("warning_sign", False),
        attention("notice_board", False),
    ),
)
