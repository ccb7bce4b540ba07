"""Pressure in a gas pipe (燃气压力)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Rate

KIND = Kind(
    zh="燃气管道压力",
    en="Gas pressure",
    platform=Platform.GAS,
    quantity="pressure",
    unit="kPa",
    low=0.0,
    high=1000.0,
    interval_s=30,
    silent_after_s=180,
    prefix="GP",
    sample=2.4,
    decimals=2,
    rules=(
        product(
            "drop",
            "压力骤降",
            "Sudden loss of pressure",
            Degree.YELLOW,
            Rate(over_s=60, fall_per_s=0.02),
        ),
    ),
)
