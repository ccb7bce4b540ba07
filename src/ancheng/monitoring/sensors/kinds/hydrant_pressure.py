"""Pressure at a hydrant (消火栓压力)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Held, Level

KIND = Kind(
    zh="消火栓压力",
    en="Hydrant pressure",
    platform=Platform.FIRE,
    quantity="pressure",
    unit="MPa",
    low=0.0,
    high=1.6,
    interval_s=600,
    silent_after_s=3600,
    prefix="HP",
    sample=0.3,
    decimals=3,
    rules=(
        product(
            "low", "压力不足", "Pressure low", Degree.BLUE, Held(Level(below=0.14, clear_margin=0.01), 600)
        ),
    ),
    about_zh="平时运行压力不应小于 0.14 MPa（GB 50974-2014 第7.2.8条，未核对）。",
)
