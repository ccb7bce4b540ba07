"""Local work-safety standard and its implementation (安全生产地方标准)."""

from ancheng.supervision.assets.declare import POINT, Group, Kind, attention, day, text, yesno

KIND = Kind(
    zh="安全生产地方标准",
    en="Local standard",
    group=Group.GENERAL,
    geometry=POINT,
    prefix="DB",
    department="区应急局",
    about_zh="北京市安全生产地方标准在本区的实施记录；无位置要求。",
    attributes=(
        text("standard_no", "标准号", "Standard number", required=True),
        text("departments", "负责部门", "Responsible departments"),
        day("in_force_on", "标准实施日期", "In force since"),
        yesno("all_recorded", "各负责部门均有落实记录", "Every department has a record"),
        yesno("in_effect", "已在本区落实", "In effect in the district", clause="实施方案 二(一)3"),
        text("evidence", "落实佐证", "Evidence"),
        day("reviewed_on", "最近核查日期", "Reviewed on"),
    ),
    signs=(attention("in_effect", False),),
)
