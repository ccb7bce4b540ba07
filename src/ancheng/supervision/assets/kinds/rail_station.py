"""Rail station or depot (轨道交通车站、车辆段)."""

from ancheng.supervision.assets.declare import (
    AREA,
    Group,
    Kind,
    choice,
    day,
    fault,
    lapsed,
    number,
    text,
    whole,
    yesno,
)

KIND = Kind(
    zh="轨道交通车站",
    en="Rail station",
    group=Group.TRANSPORT,
    geometry=AREA,
    prefix="GDZ",
    department="区交通委",
    about_zh="消防设施评估率、紧急疏散能力评估达标率。",
    attributes=(
        choice(
            "form",
            "类型",
            "Form",
            ("station", "车站", "Station"),
            ("depot", "车辆段", "Depot"),
            ("interval", "区间隧道", "Tunnel section"),
        ),
        text("lines", "所属线路", "Lines"),
        day("fire_evaluated_on", "消防设施评估日期", "Fire facilities evaluated on"),
        day("fire_evaluation_valid_to", "消防设施评估有效期至", "Fire evaluation valid to"),
        yesno("evacuation_passed", "紧急疏散能力评估达标", "Evacuation capacity passed"),
        number(
            "evacuation_minutes",
            "疏散时间",
            "Evacuation time",
            "min",
            maximum=120,
            help_zh="站台至安全区；不大于 6 分钟为达标",
        ),
        choice(
            "evacuation_rule",
            "评估依据",
            "Rule applied",
            ("gb50157", "GB 50157-2013", "GB 50157-2013"),
            ("gb51298", "GB 51298-2018", "GB 51298-2018"),
        ),
        day("evacuation_evaluated_on", "疏散评估日期", "Evacuation evaluated on"),
        whole("daily_passengers", "日均客流", "Passengers a day", "人次"),
    ),
    signs=(fault("evacuation_passed", False), lapsed("fire_evaluation_valid_to")),
)
