"""Billboard or sign structure (户外广告牌匾)."""

from ancheng.supervision.assets.declare import (
    POINT,
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
    zh="户外广告牌匾",
    en="Billboard",
    group=Group.MUNICIPAL,
    geometry=POINT,
    prefix="GG",
    department="区城管委",
    about_zh="户外广告和牌匾标识设施。",
    attributes=(
        number("area_m2", "面积", "Area", "m²", maximum=5000),
        number("height_m", "设置高度", "Height", "m", maximum=300),
        yesno("permitted", "经批准设置", "Permitted"),
        choice(
            "structure", "结构安全", "Structure", ("safe", "安全", "Safe"), ("unsafe", "存在隐患", "Unsafe")
        ),
        yesno("public_service", "用于安全公益宣传", "Carries safety publicity"),
        day("checked_on", "最近检测日期", "Last checked"),
    ),
    signs=(fault("structure", "unsafe"), attention("permitted", False)),
)
