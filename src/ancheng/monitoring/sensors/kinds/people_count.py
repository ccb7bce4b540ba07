"""People in an area by counters or video (在场人数)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="在场人数",
    en="People present",
    platform=Platform.CROWD,
    quantity="count",
    unit="人",
    low=0.0,
    high=500000.0,
    interval_s=60,
    silent_after_s=300,
    prefix="PC",
    sample=350.0,
    decimals=0,
    about_zh="须按场所核定容量设置规则；无统一阈值。",
)
