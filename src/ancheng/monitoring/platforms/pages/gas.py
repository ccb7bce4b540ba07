"""Gas 燃气智能监控预警."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="燃气智能监控预警",
    en="Gas",
    clause="二(五)15",
    about_zh="20% LEL 处置、50% LEL 撤离并切断；井盖与压力异常一并监视。",
    about_en="Attend at 20 % LEL, evacuate and shut off at 50 %; covers and pressure are watched beside it.",
    sensor_kinds=("gas_methane", "gas_pressure", "gas_flow", "manhole_cover"),
    warning_kinds=("gas_leak",),
    asset_kinds=("gas_facility", "pipe_gas"),
    icon="flame",
    order=52,
)
