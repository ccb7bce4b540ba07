"""Charging station (充电设施)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, fault, whole, yesno

KIND = Kind(
    zh="充电站",
    en="Charging station",
    group=Group.TRANSPORT,
    geometry=POINT,
    prefix="CDZ",
    department="区城管委",
    about_zh="电动汽车和电动自行车充电设施。",
    attributes=(
        choice(
            "serves",
            "服务对象",
            "Serves",
            ("car", "电动汽车", "Cars"),
            ("bicycle", "电动自行车", "E-bicycles"),
        ),
        whole("piles", "充电桩数", "Chargers", "个", maximum=5000),
        yesno("indoor", "设于室内或地下", "Indoors or underground"),
        yesno("overload_protection", "有过载和漏电保护", "Overload and leakage protection"),
        yesno("extinguishers", "有灭火器材", "Extinguishers present"),
        day("checked_on", "最近检查日期", "Last checked"),
    ),
    signs=(fault("overload_protection", False), attention("extinguishers", False)),
)
