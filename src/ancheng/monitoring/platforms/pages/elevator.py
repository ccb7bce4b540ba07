"""Elevators 电梯应急处置."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="电梯应急处置",
    en="Elevators",
    clause="二(五)15；二(四)14(7)",
    about_zh="困人报警即时推送；维保单位30分钟内到场，逾时逐级调派。",
    about_en="A trapped call is pushed at once; the maintainer is on site within 30 minutes, else the next is called.",
    sensor_kinds=("elevator_trapped", "elevator_fault"),
    warning_kinds=("elevator",),
    asset_kinds=("elevator",),
    icon="building",
    order=53,
)
