"""Waste-soil site (渣土受纳场)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, fault, number, yesno

KIND = Kind(
    zh="渣土受纳场",
    en="Waste-soil site",
    group=Group.CONSTRUCTION,
    geometry=AREA,
    prefix="ZT",
    department="区城管委",
    about_zh="定期验算堆积体稳定性，监测位移、沉降和堆积体内水位。",
    attributes=(
        number("volume_m3", "堆积量", "Volume", "m³"),
        number("height_m", "堆积高度", "Height", "m", maximum=300),
        number("slope_deg", "坡角", "Slope", "°", maximum=90),
        number(
            "safety_factor", "稳定安全系数", "Factor of safety", maximum=10, clause="GB 50330-2013 表5.3.2"
        ),
        day("verified_on", "稳定性验算日期", "Verified on"),
        yesno("displacement_monitored", "已监测位移沉降", "Displacement monitored"),
        yesno("water_monitored", "已监测内部水位", "Water level monitored"),
        choice(
            "state",
            "状态",
            "State",
            ("stable", "稳定", "Stable"),
            ("watch", "需关注", "Watch"),
            ("unstable", "不稳定", "Unstable"),
        ),
    ),
    signs=(fault("state", "unstable"), attention("state", "watch"), attention("water_monitored", False)),
)
