"""Attributes that several kinds have in common."""

from ancheng.supervision.assets.declare import (
    Attribute,
    Sign,
    attention,
    choice,
    day,
    fault,
    lapsed,
    number,
    text,
    whole,
    yesno,
)

INTACT = choice(
    "condition", "完好情况", "Working order", ("intact", "完好", "Intact"), ("defective", "损坏", "Defective")
)
INTACT_SIGNS = (fault("condition", "defective"),)

# 特种设备: counted by 高层建筑、人员密集场所特种设备注册登记和定检率 (plan 二(四)14(6)).
SPECIAL_EQUIPMENT: tuple[Attribute, ...] = (
    yesno("registered", "已注册登记", "Registered", clause="特种设备安全法 第三十三条"),
    text("registration_no", "使用登记证编号", "Registration number"),
    day("inspected_on", "最近定期检验日期", "Last periodic inspection"),
    day("inspection_due", "下次检验日期", "Next inspection due", clause="特种设备安全法 第四十条"),
    yesno("in_high_rise", "位于高层建筑", "In a high-rise building"),
    yesno("in_crowded_place", "位于人员密集场所", "In a crowded place"),
)
SPECIAL_EQUIPMENT_SIGNS: tuple[Sign, ...] = (fault("registered", False), lapsed("inspection_due"))

# 周边不少于 100 米范围内交通安全设施齐全 (plan 二(二)5); the radius is recorded, so that either rule can be applied.
CROSSING_FACILITIES: tuple[Attribute, ...] = (
    yesno("facilities_complete", "周边交通安全设施齐全", "Traffic-safety facilities complete"),
    whole("survey_radius_m", "核查半径", "Survey radius", "m", maximum=5000),
    day("facilities_checked_on", "核查日期", "Checked on"),
)

# 地下管线普查 (plan 二(二)4, 二(五)15; CJJ 61-2017).
PIPE: tuple[Attribute, ...] = (
    number("length_m", "长度", "Length", "m", maximum=200000),
    number("diameter_mm", "管径或断面", "Diameter", "mm", maximum=10000),
    choice(
        "material",
        "材质",
        "Material",
        ("steel", "钢", "Steel"),
        ("iron", "铸铁", "Cast iron"),
        ("plastic", "塑料", "Plastic"),
        ("concrete", "混凝土", "Concrete"),
        ("cable", "电缆光缆", "Cable"),
        ("other", "其他", "Other"),
    ),
    number("depth_m", "埋深", "Depth of cover", "m", maximum=100),
    day("laid_on", "敷设日期", "Laid on"),
    day("surveyed_on", "普查日期", "Surveyed on"),
    choice(
        "condition",
        "状况",
        "Condition",
        ("sound", "完好", "Sound"),
        ("aged", "老化", "Aged"),
        ("leaking", "泄漏或破损", "Leaking or broken"),
    ),
    day("hazard_rectify_by", "隐患计划整改日期", "Hazard to be rectified by"),
    day("hazard_rectified_on", "隐患整改完成日期", "Hazard rectified on"),
)
PIPE_SIGNS: tuple[Sign, ...] = (fault("condition", "leaking"), attention("condition", "aged"))
