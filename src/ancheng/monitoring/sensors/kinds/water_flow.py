"""Flow in a water main (供水流量)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="供水流量",
    en="Water flow",
    platform=Platform.LIFELINE,
    quantity="flow",
    unit="m³/h",
    low=0.0,
    high=20000.0,
    interval_s=60,
    silent_after_s=300,
    prefix="WF",
    sample=260.0,
)
