"""Rain of the last hour (1小时雨量)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import rain

KIND = Kind(
    zh="1小时雨量",
    en="Rain, 1 h",
    platform=Platform.WEATHER,
    quantity="length",
    unit="mm",
    low=0.0,
    high=300.0,
    interval_s=300,
    silent_after_s=1200,
    prefix="RA",
    sample=0.0,
    rules=rain(1, (Degree.BLUE, 30.0), (Degree.YELLOW, 50.0), (Degree.ORANGE, 70.0), (Degree.RED, 100.0)),
    about_zh="只给出建议级别；暴雨预警信号由气象台站发布。",
)
