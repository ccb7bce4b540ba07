"""Gas facility in scope of the warning platform (燃气设施)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, choice, day, fault, yesno

KIND = Kind(
    zh="燃气设施",
    en="Gas facility",
    group=Group.MUNICIPAL,
    geometry=POINT,
    prefix="RQ",
    department="区城管委",
    about_zh="场站、调压箱、相邻地下空间；监控覆盖率见实施方案二(五)15。",
    attributes=(
        choice(
            "type",
            "设施类型",
            "Type",
            ("station", "场站", "Station"),
            ("regulator", "调压箱（站）", "Regulator"),
            ("valve", "阀门井", "Valve chamber"),
            ("adjacent_space", "相邻地下空间", "Adjacent underground space"),
            ("cylinder", "液化气供应点", "LPG outlet"),
            required=True,
        ),
        yesno("in_scope", "纳入预警平台监控范围", "In scope of the platform"),
        yesno("online_sensor", "传感器在线", "Sensor online"),
        choice(
            "condition",
            "运行状况",
            "Running",
            ("normal", "正常", "Normal"),
            ("leaking", "泄漏", "Leaking"),
            ("stopped", "停用检修", "Under repair"),
        ),
        day("checked_on", "最近巡检日期", "Last patrolled"),
    ),
    signs=(fault("condition", "leaking"), fault("online_sensor", False), attention("condition", "stopped")),
)
