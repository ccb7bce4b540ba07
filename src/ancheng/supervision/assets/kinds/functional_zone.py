"""Functional zone (功能区)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, lapsed, yesno

KIND = Kind(
    zh="功能区",
    en="Functional zone",
    group=Group.CROWD,
    geometry=AREA,
    prefix="GNQ",
    department="区应急局",
    about_zh="城市建成区内功能区安全风险评估率。",
    attributes=(
        choice(
            "use",
            "功能",
            "Function",
            ("business", "商务商业", "Business"),
            ("residential", "居住", "Residential"),
            ("industry", "工业", "Industry"),
            ("storage", "仓储物流", "Storage"),
            ("transport", "交通枢纽", "Transport"),
            ("park", "公园绿地", "Park"),
            ("education", "科教文卫", "Education and health"),
            ("other", "其他", "Other"),
        ),
        yesno("built_up_area", "位于城市建成区", "In the built-up area"),
        yesno("assessment_approved", "风险评估已通过", "Risk assessment approved"),
        day("assessed_on", "评估日期", "Assessed on"),
        day("assessment_valid_to", "评估有效期至", "Assessment valid to"),
        choice(
            "risk",
            "评估风险等级",
            "Risk grade",
            ("red", "重大（红）", "Red"),
            ("orange", "较大（橙）", "Orange"),
            ("yellow", "一般（黄）", "Yellow"),
            ("blue", "低（蓝）", "Blue"),
        ),
    ),
    signs=(attention("assessment_approved", False), lapsed("assessment_valid_to")),
)
