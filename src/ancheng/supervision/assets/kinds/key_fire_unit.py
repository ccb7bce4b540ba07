"""Key fire-safety unit (消防安全重点单位)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, number, text, yesno

KIND = Kind(
    zh="消防安全重点单位",
    en="Key fire-safety unit",
    group=Group.FIRE,
    geometry=AREA,
    prefix="ZDD",
    department="朝阳消防救援支队",
    about_zh="实行“户籍化”管理的消防安全重点单位。",
    attributes=(
        choice(
            "trade",
            "行业类别",
            "Trade",
            ("mall", "商场市场", "Retail"),
            ("hotel", "宾馆饭店", "Hotel"),
            ("venue", "公共娱乐场所", "Entertainment"),
            ("hospital", "医院养老", "Hospital or care home"),
            ("school", "学校幼儿园", "School"),
            ("office", "机关办公", "Office"),
            ("factory", "生产企业", "Factory"),
            ("storage", "仓储物流", "Storage"),
            ("other", "其他", "Other"),
        ),
        yesno("huji_accepted", "“户籍化”验收达标", "Household-register file accepted"),
        day("huji_accepted_on", "验收日期", "Accepted on"),
        yesno("has_micro_station", "已建微型消防站", "Has a micro fire station"),
        text("fire_manager", "消防安全管理人", "Fire-safety manager"),
        number("floor_area_m2", "建筑面积", "Floor area", "m²"),
    ),
    signs=(attention("huji_accepted", False), attention("has_micro_station", False)),
)
