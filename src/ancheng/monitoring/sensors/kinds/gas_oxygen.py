"""Oxygen in tunnels and chambers (氧气)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Level

KIND = Kind(
    zh="氧气含量",
    en="Oxygen",
    platform=Platform.UNDERGROUND,
    quantity="volume fraction",
    unit="%VOL",
    low=0.0,
    high=30.0,
    interval_s=60,
    silent_after_s=300,
    prefix="GO",
    sample=20.9,
    rules=(
        product("low", "缺氧", "Too little oxygen", Degree.YELLOW, Level(below=19.5, clear_margin=0.3)),
        product("high", "富氧", "Too much oxygen", Degree.YELLOW, Level(above=23.5, clear_margin=0.3)),
    ),
    about_zh="进入有限空间作业前须检测。",
)
