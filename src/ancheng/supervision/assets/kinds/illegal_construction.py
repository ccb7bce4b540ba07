"""Illegal construction (违法建设)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, fault, number, yesno

KIND = Kind(
    zh="违法建设",
    en="Illegal construction",
    group=Group.BUILDING,
    geometry=AREA,
    prefix="WJ",
    department="区城管执法局",
    about_zh="私自修建、超层加建、超期临建、私搭乱建。",
    attributes=(
        choice(
            "form",
            "违建类型",
            "Form",
            ("unauthorised", "私自修建", "Built without permission"),
            ("extra_floors", "超层加建", "Extra floors"),
            ("expired", "超期临建", "Expired temporary building"),
            ("makeshift", "私搭乱建", "Makeshift"),
            required=True,
        ),
        number("area_m2", "面积", "Area", "m²"),
        day("found_on", "发现日期", "Found on"),
        yesno("demolished", "已拆除", "Demolished"),
        day("demolished_on", "拆除日期", "Demolished on"),
        yesno("people_inside", "有人居住或经营", "Occupied"),
    ),
    signs=(attention("demolished", False), fault("people_inside", True)),
)
