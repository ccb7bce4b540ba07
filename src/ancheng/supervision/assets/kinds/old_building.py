"""Old building with its safety appraisal (老旧房屋)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, fault, number, whole

KIND = Kind(
    zh="老旧房屋",
    en="Old building",
    group=Group.BUILDING,
    geometry=AREA,
    prefix="LJ",
    department="区房管局",
    about_zh="城市老旧房屋排查、鉴定和治理。",
    attributes=(
        choice(
            "use",
            "用途",
            "Use",
            ("residential", "住宅", "Residential"),
            ("public", "公共", "Public"),
            ("business", "经营", "Business"),
            ("other", "其他", "Other"),
        ),
        choice(
            "structure",
            "结构类型",
            "Structure",
            ("masonry", "砖混", "Masonry"),
            ("timber", "砖木", "Timber"),
            ("concrete", "钢筋混凝土", "Concrete"),
            ("other", "其他", "Other"),
        ),
        choice(
            "grade",
            "鉴定等级",
            "Appraisal grade",
            ("A", "A 级", "A"),
            ("B", "B 级", "B"),
            ("C", "C 级", "C"),
            ("D", "D 级", "D"),
            clause="JGJ 125-2016 危险房屋鉴定标准",
        ),
        day("surveyed_on", "排查日期", "Surveyed on"),
        day("appraised_on", "鉴定日期", "Appraised on"),
        choice(
            "treatment",
            "治理状态",
            "Treatment",
            ("none_needed", "无需治理", "None needed"),
            ("planned", "已列计划", "Planned"),
            ("under_way", "治理中", "Under way"),
            ("done", "已治理", "Done"),
        ),
        number("floor_area_m2", "建筑面积", "Floor area", "m²"),
        whole("households", "户数", "Households", "户"),
    ),
    signs=(fault("grade", "D"), attention("grade", "C")),
)
