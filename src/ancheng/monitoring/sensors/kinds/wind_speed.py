"""Wind at ten metres, two-minute mean (风速)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Held, Level

KIND = Kind(
    zh="风速",
    en="Wind speed",
    platform=Platform.WEATHER,
    quantity="speed",
    unit="m/s",
    low=0.0,
    high=80.0,
    interval_s=60,
    silent_after_s=300,
    prefix="WS",
    sample=3.2,
    rules=(
        product(
            "crane",
            "达六级风，停止高处吊装作业",
            "Beaufort 6: stop hoisting",
            Degree.BLUE,
            Held(Level(above=10.8, clear_margin=1.0), 120),
        ),
    ),
)
