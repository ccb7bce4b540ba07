"""Warehouse (仓库)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, fault, number, yesno

KIND = Kind(
    zh="仓库",
    en="Warehouse",
    group=Group.BUILDING,
    geometry=AREA,
    prefix="CK",
    department="区商务局",
    about_zh="仓储物流用房；批发市场、冷库一并登记。",
    attributes=(
        choice(
            "goods",
            "火灾危险性类别",
            "Fire hazard class",
            ("A", "甲类", "Class A"),
            ("B", "乙类", "Class B"),
            ("C", "丙类", "Class C"),
            ("D", "丁类", "Class D"),
            ("E", "戊类", "Class E"),
            clause="GB 50016 建筑设计防火规范",
        ),
        number("floor_area_m2", "建筑面积", "Floor area", "m²"),
        yesno("sprinklers", "有自动灭火系统", "Sprinklers"),
        yesno("fire_alarm", "有火灾自动报警系统", "Fire alarm system"),
        yesno("people_sleep_inside", "库内住人", "People sleep inside"),
        day("checked_on", "最近检查日期", "Last checked"),
    ),
    signs=(fault("people_sleep_inside", True), attention("fire_alarm", False)),
)
