"""Operating vehicle in scope of positioning (营运车辆、校车)."""

from ancheng.supervision.assets.declare import (
    POINT,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    lapsed,
    text,
    yesno,
)

KIND = Kind(
    zh="营运车辆",
    en="Operating vehicle",
    group=Group.TRANSPORT,
    geometry=POINT,
    prefix="CL",
    department="市交通委朝阳运输管理分局",
    about_zh="“两客一危”、半挂牵引车、重型载货汽车和校车；登记停放地点。",
    attributes=(
        choice(
            "class",
            "车辆类别",
            "Class",
            ("tour_coach", "旅游客车", "Tour coach"),
            ("scheduled_coach", "班线客车", "Scheduled coach"),
            ("hazmat_vehicle", "危险品运输车", "Hazmat vehicle"),
            ("semi_tractor", "半挂牵引车", "Semi-trailer tractor"),
            ("heavy_truck", "重型载货汽车", "Heavy truck"),
            ("school_bus", "校车", "School bus"),
            ("other", "其他", "Other"),
            required=True,
        ),
        text("plate", "号牌号码", "Plate", required=True),
        yesno("gnss_installed", "已装卫星定位装置", "Positioning recorder installed"),
        yesno("gnss_in_use", "卫星定位装置在用", "Positioning recorder in use"),
        day("last_fix_on", "最近定位日期", "Last position on"),
        yesno("anti_collision", "有自动防碰撞", "Anti-collision system"),
        yesno("anti_fatigue", "有防疲劳驾驶", "Anti-fatigue system"),
        day("inspection_due", "年检有效期至", "Inspection valid to"),
    ),
    signs=(fault("gnss_installed", False), attention("gnss_in_use", False), lapsed("inspection_due")),
)
