"""Urban rail line with its evaluations (城市轨道交通线路)."""

from ancheng.supervision.assets.declare import LINE, Group, Kind, attention, day, fault, lapsed, number, yesno

KIND = Kind(
    zh="轨道交通线路",
    en="Rail line",
    group=Group.TRANSPORT,
    geometry=LINE,
    prefix="GDX",
    department="区交通委",
    about_zh="初期运营前和日常运营期间的安全评估。",
    attributes=(
        number("length_m", "区内长度", "Length in the district", "m"),
        day("opened_on", "初期运营日期", "Initial operation since"),
        yesno("initial_evaluation_passed", "初期运营前安全评估通过", "Evaluated before initial operation"),
        day("initial_evaluation_on", "初期运营前评估日期", "Initial evaluation on"),
        yesno("operation_evaluation_passed", "运营期间安全评估通过", "Evaluated in operation"),
        day("operation_evaluation_valid_to", "运营期间评估有效期至", "Operation evaluation valid to"),
    ),
    signs=(
        fault("initial_evaluation_passed", False),
        attention("operation_evaluation_passed", False),
        lapsed("operation_evaluation_valid_to"),
    ),
)
