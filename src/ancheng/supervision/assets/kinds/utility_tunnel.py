"""Utility tunnel (综合管廊)."""

from ancheng.supervision.assets.declare import (
    STRETCH,
    Group,
    Kind,
    attention,
    choice,
    day,
    fault,
    number,
    yesno,
)

KIND = Kind(
    zh="综合管廊",
    en="Utility tunnel",
    group=Group.MUNICIPAL,
    geometry=STRETCH,
    prefix="GL",
    department="区城管委",
    about_zh="建设率、配建率按长度计算；设标牌并落实终身责任。",
    attributes=(
        number("length_m", "长度", "Length", "m", required=True),
        yesno(
            "new_area",
            "随新区新建道路建设",
            "Built with a new road in a new area",
            clause="实施方案 重点工程二",
        ),
        yesno("built_up_area", "位于城市建成区", "In the built-up area"),
        yesno("power_inside", "电力已入廊", "Power inside"),
        yesno("telecom_inside", "电信已入廊", "Telecom inside"),
        yesno("water_inside", "给水已入廊", "Water supply inside"),
        yesno("heat_inside", "供热已入廊", "Heating inside"),
        yesno("plate", "已设责任标牌", "Responsibility plate present"),
        choice(
            "structure",
            "结构状况",
            "Structure",
            ("sound", "完好", "Sound"),
            ("leaking", "渗漏", "Leaking"),
            ("dangerous", "危险", "Dangerous"),
        ),
        day("inspected_on", "最近检测日期", "Last inspected"),
    ),
    signs=(fault("structure", "dangerous"), attention("structure", "leaking"), attention("plate", False)),
)
