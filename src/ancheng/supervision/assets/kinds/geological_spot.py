"""Geological danger spot (地质灾害隐患点)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, choice, day, fault, whole, yesno

KIND = Kind(
    zh="地质灾害隐患点",
    en="Geological danger spot",
    group=Group.NATURE,
    geometry=AREA,
    prefix="DZ",
    department="市规划自然资源委朝阳分局",
    about_zh="整改包括工程治理、搬迁避让和核销。",
    attributes=(
        choice(
            "type",
            "类型",
            "Type",
            ("subsidence", "地面沉降", "Subsidence"),
            ("collapse", "地面塌陷", "Collapse"),
            ("fissure", "地裂缝", "Fissure"),
            ("slide", "滑坡", "Landslide"),
            ("rockfall", "崩塌", "Rockfall"),
            ("other", "其他", "Other"),
            required=True,
        ),
        choice(
            "remedy",
            "整改状态",
            "Remedy",
            ("open", "未整改", "Open"),
            ("remediated", "已工程治理", "Remediated"),
            ("relocated", "已搬迁避让", "Relocated"),
            ("eliminated", "已核销", "Eliminated"),
        ),
        day("closed_on", "整改完成日期", "Closed on"),
        whole("people_threatened", "威胁人数", "People threatened", "人"),
        yesno("monitored", "有专业监测", "Monitored"),
    ),
    signs=(fault("remedy", "open"), attention("monitored", False)),
)
