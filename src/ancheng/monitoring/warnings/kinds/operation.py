"""City services out of order 城市运行异常."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="城市运行异常",
    en="City services out of order",
    categories=("Infra", "Other"),
    responses=("Assess",),
    department="区城管委",
    cosigners=("区城管委",),
    alert_items="城市运行设施异常，可能影响公众。",
    measures="通知权属单位排查处置，必要时停用设施并设置警示。",
    alert_items_en="A facility of the city is out of order and may affect the public.",
    measures_en="Call the owner to check; take it out of use and mark the place where needed.",
    sensor_kinds=("temperature", "video_channel", "other_quantity"),
)
