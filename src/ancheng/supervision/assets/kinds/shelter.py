"""Emergency shelter with its eight zones (应急避难场所)."""

from ancheng.supervision.assets.declare import (
    AREA,
    Group,
    Kind,
    attention,
    choice,
    day,
    number,
    whole,
    yesno,
)

# The eight functional zones (plan 重点工程六; list: national evaluation text, unverified).
ZONES = (
    ("rest", "应急避难休息", "Rest"),
    ("medical", "应急医疗救护", "Medical aid"),
    ("supplies", "应急物资分发", "Supplies"),
    ("command", "应急管理", "Management"),
    ("toilets", "应急厕所", "Toilets"),
    ("waste", "应急垃圾收集", "Waste"),
    ("power", "应急供电", "Power"),
    ("water", "应急供水", "Water"),
)

KIND = Kind(
    zh="应急避难场所",
    en="Emergency shelter",
    group=Group.EMERGENCY,
    geometry=AREA,
    prefix="BN",
    department="区应急局",
    about_zh="服务半径 5000 米以内，8 个功能区齐全。",
    attributes=(
        choice(
            "class",
            "类别",
            "Class",
            ("one", "Ⅰ类（30 天以上）", "I"),
            ("two", "Ⅱ类（10～30 天）", "II"),
            ("three", "Ⅲ类（10 天以内）", "III"),
            clause="GB 21734-2008",
        ),
        number("area_m2", "总面积", "Area", "m²"),
        number("usable_area_m2", "有效避难面积", "Usable area", "m²"),
        whole("capacity", "可容纳人数", "Capacity", "人"),
        *(yesno(f"zone_{key}", f"{zh}区", f"{en} zone") for key, zh, en in ZONES),
        yesno("zones_checked", "功能区已核查", "Zones checked"),
        yesno("zones_complete", "8 个功能区齐全", "All eight zones present"),
        day("checked_on", "最近核查日期", "Last checked"),
        yesno("signs_present", "标识齐全", "Signs present"),
    ),
    signs=(attention("zones_complete", False), attention("signs_present", False)),
)
