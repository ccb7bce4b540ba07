"""Place and date of a large event (大型活动)."""

from ancheng.supervision.assets.declare import AREA, Group, Kind, attention, day, fault, text, whole, yesno

KIND = Kind(
    zh="大型活动",
    en="Large event",
    group=Group.CROWD,
    geometry=AREA,
    prefix="HD",
    department="公安朝阳分局",
    about_zh="大型群众性活动；一场活动一份档案。",
    attributes=(
        day("starts_on", "开始日期", "Starts on"),
        day("ends_on", "结束日期", "Ends on"),
        whole("people_expected", "预计人数", "People expected", "人"),
        yesno("licensed", "已取得安全许可", "Licensed", clause="大型群众性活动安全管理条例"),
        yesno("risk_assessed", "已做安全风险评估", "Risk assessed"),
        text("organiser", "承办单位", "Organiser"),
    ),
    signs=(fault("licensed", False), attention("risk_assessed", False)),
)
