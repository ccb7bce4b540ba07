"""City bus (公交车)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, day, lapsed, text, yesno

KIND = Kind(
    zh="公交车",
    en="City bus",
    group=Group.TRANSPORT,
    geometry=POINT,
    prefix="GJ",
    department="区交通委",
    about_zh="新增公交车驾驶区域安全防护隔离设施安装率；登记所属场站。",
    attributes=(
        text("plate", "号牌号码", "Plate", required=True),
        day("in_service_on", "投入运营日期", "In service since"),
        yesno(
            "driver_partition", "已装驾驶区隔离设施", "Driver partition fitted", clause="实施方案 二(四)14(3)"
        ),
        text("route", "线路", "Route"),
        day("inspection_due", "年检有效期至", "Inspection valid to"),
    ),
    signs=(attention("driver_partition", False), lapsed("inspection_due")),
)
