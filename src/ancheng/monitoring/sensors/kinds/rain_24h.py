"""Rain of the last day (24小时雨量)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import rain

KIND = Kind(
    zh="24小时雨量",
    en="Rain, 24 h",
    platform=Platform.WEATHER,
    quantity="length",
    unit="mm",
    low=0.0,
    high=1500.0,
    interval_s=300,
    silent_after_s=1200,
    prefix="RC",
    sample=0.0,
    rules=rain(24, (Degree.BLUE, 70.0), (Degree.YELLOW, 100.0), (Degree.ORANGE, 150.0), (Degree.RED, 200.0)),
    about_zh="只给出建议级别；暴雨预警信号由气象台站发布。",
)
