"""Gas leak 燃气泄漏."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="燃气泄漏",
    en="Gas leak",
    categories=("Safety", "Infra"),
    responses=("Evacuate", "Avoid"),
    department="区城管委",
    cosigners=("区城管委", "朝阳消防救援支队"),
    alert_items="现场可燃气体浓度升高，遇明火可能燃烧、爆炸。",
    measures="禁止一切明火和开关电器；疏散周边人员；关闭上游阀门；通知燃气抢修和消防到场。",
    alert_items_en="Combustible gas is building up; it may burn or explode when ignited.",
    measures_en="No flames, no switches. Clear the surroundings, close the upstream valve, call gas repair and the fire service.",
    icon="flame",
    sensor_kinds=("gas_methane", "gas_pressure", "gas_flow"),
)
