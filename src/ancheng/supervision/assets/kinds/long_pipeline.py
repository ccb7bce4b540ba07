"""Section of a long-distance oil or gas pipeline (油气长输管道管段)."""

from ancheng.supervision.assets.declare import LINE, Group, Kind, choice, day, fault, lapsed, number, yesno

KIND = Kind(
    zh="油气长输管道管段",
    en="Long-distance pipeline section",
    group=Group.INDUSTRY,
    geometry=LINE,
    prefix="CSG",
    department="区城管委",
    about_zh="安全距离达标率、法定检验覆盖率按长度计算。",
    attributes=(
        choice(
            "medium",
            "介质",
            "Medium",
            ("gas", "天然气", "Natural gas"),
            ("crude", "原油", "Crude oil"),
            ("product", "成品油", "Oil products"),
            required=True,
        ),
        number("length_m", "长度", "Length", "m", required=True),
        number("diameter_mm", "管径", "Diameter", "mm", maximum=2000),
        number("pressure_mpa", "设计压力", "Design pressure", "MPa", maximum=20),
        yesno("distance_compliant", "安全距离达标", "Safety distance met", clause="石油天然气管道保护法"),
        day("distance_surveyed_on", "安全距离核查日期", "Distance surveyed on"),
        day("inspected_on", "法定检验日期", "Statutory inspection on"),
        day("inspection_valid_to", "法定检验有效期至", "Inspection valid to"),
    ),
    signs=(fault("distance_compliant", False), lapsed("inspection_valid_to")),
)
