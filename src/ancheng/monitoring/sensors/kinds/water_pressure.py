"""Pressure in a water main (供水压力)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Held, Level

KIND = Kind(
    zh="供水管网压力",
    en="Water pressure",
    platform=Platform.LIFELINE,
    quantity="pressure",
    unit="MPa",
    low=0.0,
    high=2.5,
    interval_s=60,
    silent_after_s=300,
    prefix="WP",
    sample=0.32,
    decimals=3,
    rules=(product("low", "供水压力过低", "Water pressure low", Degree.BLUE, Held(Level(below=0.14), 300)),),
)
