"""Major hazard site 危险化学品重大危险源异常."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="危险化学品重大危险源异常",
    en="Major hazard site",
    categories=("CBRNE", "Safety"),
    responses=("Evacuate", "Shelter"),
    department="区应急局",
    cosigners=("区生态环境局", "朝阳消防救援支队"),
    alert_items="储罐液位、压力、温度或有毒气体浓度异常。",
    measures="停止进出料，启动喷淋，疏散下风向人员。",
    alert_items_en="Level, pressure, temperature or toxic gas of a tank is abnormal.",
    measures_en="Stop filling and drawing, start the sprays, clear people downwind.",
    icon="flame",
    sensor_kinds=(
        "tank_level",
        "tank_pressure",
        "tank_temperature",
        "gas_cl2",
        "gas_co",
        "gas_h2s",
        "gas_nh3",
        "gas_oxygen",
    ),
)
