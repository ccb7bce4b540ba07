"""A quantity that a source describes itself over SensorThings (其他监测量); its unit stands in its description."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="其他监测量",
    en="Other quantity",
    platform=Platform.LIFELINE,
    quantity="ratio",
    unit="1",
    low=-1e12,
    high=1e12,
    interval_s=300,
    silent_after_s=3600,
    prefix="OQ",
    sample=1.0,
    decimals=3,
    about_zh="数据来源通过 SensorThings 自行描述的监测量：计量单位见设备备注，没有默认规则，只判断失联。",
)
