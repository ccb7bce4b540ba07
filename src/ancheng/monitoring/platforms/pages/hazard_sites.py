"""Hazard sites 危险源在线监控."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="危险源在线监控",
    en="Hazard sites",
    clause="二(四)13；二(四)14(1)",
    about_zh="储罐液位、压力、温度和有毒气体；设备失联按故障处理，不视为正常。",
    about_en="Level, pressure, temperature and toxic gas of tanks; a silent device is a fault, never an all-clear.",
    sensor_kinds=(
        "tank_level",
        "tank_pressure",
        "tank_temperature",
        "gas_cl2",
        "gas_nh3",
        "gas_h2s",
        "gas_co",
        "gas_oxygen",
    ),
    warning_kinds=("hazard_site",),
    asset_kinds=("hazardous_chemical_unit",),
    icon="alert-triangle",
    order=57,
)
