"""Smoke detector (独立烟感)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import state

KIND = Kind(
    zh="烟感状态",
    en="Smoke detector",
    platform=Platform.FIRE,
    quantity="state",
    unit="状态",
    low=0.0,
    high=1.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="SM",
    sample=0.0,
    decimals=0,
    rules=(state("smoke", "烟雾报警", "Smoke", Degree.BLUE, 1),),
    states={0: ("正常", "Normal"), 1: ("烟雾", "Smoke")},
)
