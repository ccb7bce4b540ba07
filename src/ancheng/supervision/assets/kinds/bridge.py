"""Bridge with its limit signs (桥梁)."""

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
    zh="桥梁",
    en="Bridge",
    group=Group.TRANSPORT,
    geometry=STRETCH,
    prefix="QL",
    department="区交通委",
    about_zh="限高、限重标识设置率见实施方案二(二)5。",
    attributes=(
        yesno("limit_sign_required", "需设限高、限重标识", "Limit signs required"),
        yesno("height_limit_sign", "已设限高标识", "Height-limit sign present"),
        day("height_sign_inspected_on", "限高标识核查日期", "Height sign verified on"),
        yesno("weight_limit_sign", "已设限重标识", "Weight-limit sign present"),
        day("weight_sign_inspected_on", "限重标识核查日期", "Weight sign verified on"),
        number("height_limit_m", "限高", "Height limit", "m", maximum=20),
        number("weight_limit_t", "限重", "Weight limit", "t", maximum=500),
        choice(
            "grade",
            "技术状况等级",
            "Condition grade",
            ("A", "A 级（完好）", "A"),
            ("B", "B 级（良好）", "B"),
            ("C", "C 级（合格）", "C"),
            ("D", "D 级（不合格）", "D"),
            ("E", "E 级（危险）", "E"),
            clause="CJJ 99 城市桥梁养护技术标准",
        ),
        number("length_m", "全长", "Length", "m", maximum=50000),
        day("hazard_rectify_by", "隐患计划整改日期", "Hazard to be rectified by"),
        day("hazard_rectified_on", "隐患整改完成日期", "Hazard rectified on"),
    ),
    signs=(
        fault("grade", "E"),
        attention("grade", "D"),
        attention("height_limit_sign", False),
        attention("weight_limit_sign", False),
    ),
)
