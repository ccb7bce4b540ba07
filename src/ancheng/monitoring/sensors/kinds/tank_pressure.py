"""Pressure of a tank (储罐压力)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Level

KIND = Kind(
    zh="储罐压力",
    en="Tank pressure",
    platform=Platform.HAZARD,
    quantity="pressure",
    unit="MPa",
    low=0.0,
    high=4.0,
    interval_s=60,
    silent_after_s=300,
    prefix="TP",
    sample=0.8,
    decimals=3,
    rules=(product("high", "压力过高", "Pressure high", Degree.YELLOW, Level(above=1.6, clear_margin=0.05)),),
    about_zh="阈值须按储罐设计压力逐罐确认。",
)
