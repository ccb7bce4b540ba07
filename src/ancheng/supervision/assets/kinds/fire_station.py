"""Fire station with its required and held equipment (消防站)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, number, whole, yesno

# Four categories of equipment, each held and required (建标 152-2017; plan 二(二)7).
CATEGORIES = (
    ("fire_engine", "消防车", "Fire engines"),
    ("protective_gear", "防护设备", "Protective gear"),
    ("rescue_tools", "抢险救援器材", "Rescue tools"),
    ("extinguishing_tools", "灭火器材", "Extinguishing tools"),
)
GRADES = (
    ("first", "一级普通消防站", "First-class"),
    ("second", "二级普通消防站", "Second-class"),
    ("small", "小型普通消防站", "Small"),
    ("special", "特勤消防站", "Special service"),
    ("support", "战勤保障消防站", "Logistics"),
)

KIND = Kind(
    zh="消防站",
    en="Fire station",
    group=Group.FIRE,
    geometry=AREA,
    prefix="XFZ",
    department="朝阳消防救援支队",
    about_zh="普通、特勤和战勤保障消防站；装备配备达标率按站和类别逐项计算。",
    attributes=(
        choice("grade", "等级", "Grade", *GRADES, required=True),
        choice("grade_required", "规划应达等级", "Grade required", *GRADES),
        *(
            whole(f"{key}_{part}", f"{zh}{label}", f"{en} {part}", "件" if key != "fire_engine" else "辆")
            for key, zh, en in CATEGORIES
            for part, label in (("held", "实有数"), ("required", "应配数"))
        ),
        yesno("kit_meets", "装备配备达标", "Equipment meets the standard"),
        whole("duty_strength", "执勤人数", "Crew on duty", "人"),
        whole("duty_strength_required", "应执勤人数", "Crew required", "人"),
        number("area_km2", "责任区面积", "First-due area", "km²"),
    ),
    signs=(attention("kit_meets", False),),
)
