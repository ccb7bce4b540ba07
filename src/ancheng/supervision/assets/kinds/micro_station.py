"""Micro fire station (微型消防站)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, fault, whole, yesno

KIND = Kind(
    zh="微型消防站",
    en="Micro fire station",
    group=Group.FIRE,
    geometry=POINT,
    prefix="WXZ",
    department="朝阳消防救援支队",
    about_zh="社区、行政村和消防安全重点单位的微型消防站。",
    attributes=(
        choice(
            "serves",
            "服务对象",
            "Serves",
            ("community", "社区", "Community"),
            ("village", "行政村", "Village"),
            ("key_unit", "消防安全重点单位", "Key fire-safety unit"),
            required=True,
        ),
        whole("crew", "人员数", "Crew", "人", maximum=200),
        yesno("equipped", "器材配备齐全", "Fully equipped"),
        yesno("on_duty_24h", "24 小时值守", "Manned day and night"),
        day("checked_on", "最近检查日期", "Last checked"),
    ),
    signs=(fault("equipped", False), attention("on_duty_24h", False)),
)
