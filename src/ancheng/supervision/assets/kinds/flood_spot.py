"""Flood-prone spot (易涝点)."""

from ancheng.supervision.assets.declare import (
    AREA,
    STRETCH,
    Group,
    Kind,
    attention,
    choice,
    day,
    number,
    text,
    yesno,
)

KIND = Kind(
    zh="易涝点",
    en="Flood-prone spot",
    group=Group.NATURE,
    geometry=AREA | STRETCH,
    prefix="YLD",
    department="区水务局",
    about_zh="重点易涝部位按方案和计划完成防涝改造。",
    attributes=(
        choice(
            "place",
            "部位",
            "Place",
            ("underpass", "下凹式立交桥", "Underpass"),
            ("road", "道路低洼处", "Low road"),
            ("community", "小区", "Residential area"),
            ("metro", "地铁口", "Metro entrance"),
            ("other", "其他", "Other"),
        ),
        number("depth_cm", "历史最大积水深度", "Deepest water", "cm", maximum=1000),
        day("convert_by", "计划改造完成日期", "Conversion planned by"),
        day("converted_on", "改造完成日期", "Converted on"),
        yesno("converted", "已完成防涝改造", "Converted"),
        yesno("water_gauge", "有积水监测", "Water gauge"),
        text("plan", "应急处置方案", "Response plan"),
    ),
    signs=(attention("converted", False),),
)
