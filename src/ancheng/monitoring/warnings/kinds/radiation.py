"""Radiation 辐射异常."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="辐射异常",
    en="Radiation",
    categories=("CBRNE", "Health"),
    responses=("Evacuate", "Shelter"),
    department="区生态环境局",
    cosigners=("区生态环境局",),
    alert_items="环境γ剂量率异常升高。",
    measures="划定警戒区，撤离人员，通知生态环境部门监测。",
    alert_items_en="The ambient gamma dose rate is raised.",
    measures_en="Set up a cordon, move people away, call the environment bureau.",
    sensor_kinds=("radiation_dose",),
)
