"""Flow in a gas pipe (燃气流量)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="燃气流量",
    en="Gas flow",
    platform=Platform.GAS,
    quantity="flow",
    unit="m³/h",
    low=0.0,
    high=50000.0,
    interval_s=60,
    silent_after_s=300,
    prefix="GF",
    sample=120.0,
)
