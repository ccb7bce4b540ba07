"""River flood 河道洪水."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="河道洪水",
    en="River flood",
    categories=("Safety", "Env"),
    responses=("Evacuate", "Monitor"),
    department="区水务局",
    cosigners=("区水务局",),
    alert_items="河道水位上涨，可能漫溢或淹没沿岸。",
    measures="巡查堤防，关闭沿岸步道，做好沿岸人员转移准备。",
    alert_items_en="The river is rising and may flood its banks.",
    measures_en="Patrol the dykes, close riverside paths, prepare to move people.",
    icon="droplet",
    sensor_kinds=("river_stage",),
)
